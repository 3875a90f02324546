import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, electLive } from './live-election.js';
import { STATUS, SUBSCRIPTION_STATUSES, type SubscriptionStatus } from './subscription-status.js';

const one = (id: string, status: SubscriptionStatus, day = 1): Candidate => ({
  id,
  status,
  stripeCreatedAt: new Date(Date.UTC(2026, 0, day)),
});

describe('Which subscription counts', () => {
  it('is none when none is live', () => {
    expect(electLive([])).toBeNull();
    expect(electLive([one('a', 'canceled'), one('b', 'incomplete')])).toBeNull();
  });

  it('is the older of two in the same standing', () => {
    expect(electLive([one('b', 'active', 2), one('a', 'trialing', 1)])?.id).toBe('a');
  });

  it('is the paid one, even when the late one is older', () => {
    expect(electLive([one('a', 'past_due', 1), one('b', 'active', 2)])?.id).toBe('b');
  });

  it('does not depend on the order they are learned in', () => {
    const candidate = fc.record({
      id: fc.string({ minLength: 1 }),
      status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
      stripeCreatedAt: fc.integer({ min: 0, max: 3 }).map((day) => new Date(Date.UTC(2026, 0, day + 1))),
    });
    const some = fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 6 });
    fc.assert(
      fc.property(some, (all) => {
        const winner = electLive(all);
        expect(electLive([...all].reverse())).toEqual(winner);
        expect(winner !== null).toBe(all.some(({ status }) => STATUS[status].live));
      }),
    );
  });
});
