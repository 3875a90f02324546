import type { CancelReason } from '@automna/api-client';

/** Why people leave: Stripe's words for it, in ours. */
export const CANCEL_REASONS: readonly { reason: CancelReason; words: string }[] = [
  { reason: 'too_expensive', words: 'It costs too much' },
  { reason: 'unused', words: 'I do not use it enough' },
  { reason: 'missing_features', words: 'It lacks something I need' },
  { reason: 'low_quality', words: 'It does not work well enough' },
  { reason: 'too_complex', words: 'It is too complicated' },
  { reason: 'customer_service', words: 'The support did not help me' },
  { reason: 'switched_service', words: 'I use something else now' },
  { reason: 'other', words: 'Another reason' },
];
