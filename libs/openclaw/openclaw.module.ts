import { AccountsModule } from '@automna/accounts';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DiscordCheck } from './adapters/discord-check.js';
import { GatewayAdmin } from './adapters/gateway-admin.js';
import { GatewayChat } from './adapters/gateway-chat.js';
import { GatewayClient } from './adapters/gateway-client.js';
import { TelegramCheck } from './adapters/telegram-check.js';
import { ChannelsController } from './http/channels.controller.js';
import { ChannelEntity } from './persistence/channel.entity.js';
import { ChannelSightEntity } from './persistence/channel-sight.entity.js';
import { BotTokens } from './services/bot-tokens.service.js';
import { ChannelChoices } from './services/channel-choices.service.js';
import { ChannelFit } from './services/channel-fit.service.js';
import { ChannelOwnersService } from './services/channel-owners.service.js';
import { ChannelPauses } from './services/channel-pauses.service.js';
import { ChannelSights } from './services/channel-sights.service.js';
import { ChannelsService } from './services/channels.service.js';
import { CheckBudget } from './services/check-budget.service.js';
import { MachineChannels } from './services/machine-channels.service.js';
import { FitChannelsOnPlan } from './tasks/fit-on-plan.js';

/** What runs on a customer's machine: its config, its channels and the way to talk to it. */
@Module({
  imports: [TypeOrmModule.forFeature([ChannelEntity, ChannelSightEntity]), AccountsModule],
  controllers: [ChannelsController],
  providers: [
    ChannelsService,
    ChannelFit,
    ChannelPauses,
    ChannelOwnersService,
    ChannelChoices,
    ChannelSights,
    FitChannelsOnPlan,
    MachineChannels,
    BotTokens,
    CheckBudget,
    TelegramCheck,
    DiscordCheck,
    GatewayAdmin,
    GatewayClient,
    GatewayChat,
  ],
  exports: [
    ChannelsService,
    ChannelFit,
    ChannelChoices,
    ChannelSights,
    MachineChannels,
    GatewayAdmin,
    GatewayClient,
    GatewayChat,
  ],
})
export class OpenClawModule {}
