export { CHAT_TIMES, type ChatTimes, GatewayChat, type Question } from './adapters/gateway-chat.js';
export * from './adapters/gateway-admin.js';
export * from './adapters/gateway-client.js';
export { type GatewayAddress, GatewayError, type GatewayFailure } from './adapters/gateway-rpc.js';
export * from './domain/build-config.js';
export { configDrift } from './domain/config-drift.js';
export { type KeyTroubleReason, newestKeyTrouble } from './domain/key-trouble.js';
export { telegramUsesWebhook } from './domain/channel-blocks.js';
export { type ChatFailure, GatewayChatError } from './domain/chat-failure.js';
export { type ChannelKindInfo, channelTitle } from './domain/channel-kinds.js';
export type { OpenClawConfig } from './domain/config-types.js';
export * from './domain/machine-env.js';
export type { ServiceAddresses } from './domain/service-blocks.js';
export { ChannelDto, ChannelLimitDto } from './http/channels.dto.js';
export { toChannelDto } from './http/channels.mapper.js';
export { OpenClawError, type OpenClawErrorCode } from './openclaw.errors.js';
export { OpenClawModule } from './openclaw.module.js';
export {
  ChannelEntity,
  channelTokenAad,
  type ChannelStatus,
  type PauseReason,
} from './persistence/channel.entity.js';
export { ChannelSightEntity } from './persistence/channel-sight.entity.js';
export { PLAN_OF_CUSTOMER, type PlanOfCustomer, type Suspension, SUSPENSIONS } from './ports.js';
export { ChannelChoices, type ChannelOption } from './services/channel-choices.service.js';
export { ChannelFit } from './services/channel-fit.service.js';
export { ChannelSights } from './services/channel-sights.service.js';
export { ChannelsService, type ChannelsOverview } from './services/channels.service.js';
export {
  MachineChannels,
  type ChannelSecrets,
  type MachineChannelSet,
} from './services/machine-channels.service.js';
