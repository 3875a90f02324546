import type { ChannelErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '@automna/core';

export type OpenClawErrorCode = ChannelErrorCode | 'subscription_required' | 'too_many_requests';

const SPECS: Record<OpenClawErrorCode, ProblemSpec> = {
  channel_token_required: { status: 422, title: 'This channel needs a bot token.' },
  channel_token_invalid: { status: 422, title: 'This bot token does not work.' },
  channel_limit_reached: { status: 409, title: 'Your plan has no room for another channel.' },
  channel_exists: { status: 409, title: 'This channel is already connected.' },
  channel_not_found: { status: 404, title: 'There is no such channel.' },
  channel_owner_invalid: { status: 422, title: 'This is not you as the messenger knows you.' },
  channel_not_offered: { status: 422, title: 'This channel cannot be connected here.' },
  channel_provider_unavailable: {
    status: 503,
    title: 'The messenger does not answer right now.',
    severity: 'warn',
  },
  subscription_required: { status: 409, title: 'Choose a plan first.' },
  too_many_requests: { status: 429, title: 'Too many tries in a short time.' },
};

/** An expected failure around channels. */
export class OpenClawError extends DomainError {
  constructor(code: OpenClawErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, SPECS[code], detail, options);
  }
}
