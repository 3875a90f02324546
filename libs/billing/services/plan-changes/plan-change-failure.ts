import { forPeople, isSomebodyElses, unavailable } from '../../adapters/stripe-errors.js';
import { BillingError } from '../../billing.errors.js';
import type { PlanChangeKind } from '../../domain/plan-change.js';

/** A change that was asked for before could not be carried out, so the one asked for now was not looked at. */
export class EarlierWaits extends Error {
  override readonly name = 'EarlierWaits';
}

const LATER = { headers: { 'Retry-After': '60' } };

/**
 * What a customer is told of a failure. `waiting` = the change that is written down and will be carried out without
 * their help: the one they just asked for, unless it is an {@link EarlierWaits}.
 */
export function forChange(error: unknown, waiting: { kind: PlanChangeKind } | null): unknown {
  const earlier = error instanceof EarlierWaits;
  const cause = earlier ? error.cause : error;
  if (isSomebodyElses(cause)) {
    return new BillingError('change_in_progress', 'Wait a moment and look again.', {
      cause,
      headers: { 'Retry-After': '2' },
    });
  }
  const shown = forPeople(cause);
  if (!waiting || shown === cause) return shown;
  if (earlier) {
    return unavailable(
      `Our payment provider does not answer right now. ${WORDS[waiting.kind]}, which you asked for before, is written down and comes first; what you asked for now was not. Try again in a few minutes; nothing is ever charged twice.`,
      { cause, ...LATER },
    );
  }
  return unavailable(
    `Our payment provider does not answer right now. ${WORDS[waiting.kind]} is written down and will be carried out as soon as it does; nothing is ever charged twice.`,
    { cause, ...LATER },
  );
}

const WORDS: Readonly<Record<PlanChangeKind, string>> = {
  upgrade: 'Your upgrade',
  downgrade: 'Your change of plan',
  keep: 'Your wish to keep your plan',
  cancel: 'Your cancellation',
  resume: 'Your wish to go on',
};
