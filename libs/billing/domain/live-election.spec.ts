import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, electLive, electShown } from './live-election.js';
import { STATUS, SUBSCRIPTION_STATUSES, type SubscriptionStatus } from './subscription-status.js';

const one = (id: string, status: SubscriptionStatus, day = 1): Candidate => ({
  stripeSubscriptionId: id,
  status,
  stripeCreatedAt: new Date(Date.UTC(2026, 0, day)),
});

describe('Which subscription counts', () => {
  it('is none when none is live', () => {
    expect(electLive([])).toBeNull();
    expect(electLive([one('a', 'canceled'), one('b', 'incomplete')])).toBeNull();
  });

  it('is the older of two in the same standing', () => {
    expect(electLive([one('b', 'active', 2), one('a', 'trialing', 1)])?.stripeSubscriptionId).toBe('a');
  });

  it('is the paid one, even when the late one is older', () => {
    expect(electLive([one('a', 'past_due', 1), one('b', 'active', 2)])?.stripeSubscriptionId).toBe('b');
  });

  it('is shown, else the latest one that ended, whichever was heard of last', () => {
    const ended = [one('a', 'canceled', 1), one('b', 'canceled', 2)];
    expect(electShown([])).toBeNull();
    expect([ended, [...ended].reverse()].map((all) => electShown(all)?.stripeSubscriptionId)).toEqual([
      'b',
      'b',
    ]);
    expect(electShown([...ended, one('c', 'past_due', 0)])?.stripeSubscriptionId).toBe('c');
  });

  it('does not depend on the order they are learned in', () => {
    const candidate = fc.record({
      stripeSubscriptionId: fc.string({ minLength: 1 }),
      status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
      stripeCreatedAt: fc.integer({ min: 0, max: 3 }).map((day) => new Date(Date.UTC(2026, 0, day + 1))),
    });
    const some = fc.uniqueArray(candidate, {
      selector: ({ stripeSubscriptionId }) => stripeSubscriptionId,
      maxLength: 6,
    });
    fc.assert(
      fc.property(some, (all) => {
        const winner = electLive(all);
        expect(electLive([...all].reverse())).toEqual(winner);
        expect(winner !== null).toBe(all.some(({ status }) => STATUS[status].live));
      }),
    );
  });
});
