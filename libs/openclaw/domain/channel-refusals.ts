import type { ChannelKind, PlanName } from '@automna/contracts';
import { OpenClawError } from '../openclaw.errors.js';
import { channelTitle } from './channel-kinds.js';

export function existsAlready(kind: ChannelKind): OpenClawError {
  return new OpenClawError(
    'channel_exists',
    `${channelTitle(kind)} is already connected. Disconnect it first to use another bot.`,
  );
}

export function botTaken(kind: ChannelKind): OpenClawError {
  return new OpenClawError(
    'channel_exists',
    `This ${channelTitle(kind)} bot already serves another agent. Create a bot of its own for this one.`,
  );
}

export function limitReached(plan: PlanName, limit: number): OpenClawError {
  return new OpenClawError(
    'channel_limit_reached',
    `Your plan includes ${limit === 1 ? 'one channel' : `${limit} channels`}. Pause or disconnect one, or change your plan.`,
    { extensions: { limit, plan } },
  );
}
