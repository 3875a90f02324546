import { describe, expect, it } from '@jest/globals';
import { entryOfMove, mayMove, STATUS, SUBSCRIPTION_STATUSES, toStatus } from './subscription-status.js';

describe('Subscription statuses', () => {
  it('count as live exactly while Stripe may still charge', () => {
    const live = SUBSCRIPTION_STATUSES.filter((status) => STATUS[status].live);
    expect(live.sort()).toEqual(['active', 'past_due', 'paused', 'trialing', 'unpaid']);
  });

  it('keep a status Stripe may invent as unknown, not live', () => {
    expect(toStatus('hibernating')).toBe('unknown');
    expect(STATUS[toStatus('hibernating')].live).toBe(false);
  });

  it('never leave a final status', () => {
    for (const to of SUBSCRIPTION_STATUSES) {
      expect(mayMove('canceled', to)).toBe(to === 'canceled');
      expect(mayMove('incomplete_expired', to)).toBe(to === 'incomplete_expired');
      expect(mayMove('none', to)).toBe(true);
      expect(mayMove('past_due', to)).toBe(true);
    }
  });

  it.each([
    ['none', 'active', 'billing.subscription_activated'],
    ['incomplete', 'active', 'billing.subscription_activated'],
    ['past_due', 'active', 'billing.payment_recovered'],
    ['unpaid', 'active', 'billing.payment_recovered'],
    ['paused', 'active', 'billing.subscription_resumed'],
    ['active', 'past_due', 'billing.payment_late'],
    ['active', 'canceled', 'billing.subscription_canceled'],
    ['incomplete', 'incomplete_expired', 'billing.subscription_incomplete_expired'],
  ] as const)('tell the move from %s to %s as %s', (from, to, kind) => {
    expect(entryOfMove(from, to)?.kind).toBe(kind);
  });

  it('tell nothing when the status stayed, and something for every other move', () => {
    for (const from of SUBSCRIPTION_STATUSES) {
      for (const to of SUBSCRIPTION_STATUSES) {
        const entry = entryOfMove(from, to);
        if (from === to) expect(entry).toBeNull();
        else expect(entry?.title).toBeTruthy();
      }
    }
  });
});
