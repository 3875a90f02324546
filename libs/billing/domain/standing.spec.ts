import { describe, expect, it } from '@jest/globals';
import { type ServiceStanding, standingOf, suspendsAt } from './standing.js';
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from './subscription-status.js';

const SINCE = new Date('2026-03-01T00:00:00Z');
const END = new Date('2026-03-15T00:00:00Z');
const before = new Date(END.getTime() - 1);
const at = (status: SubscriptionStatus, now: Date, live = true, pastDueSince: Date | null = SINCE) =>
  standingOf({ status, live, pastDueSince }, now);

describe('What a subscription entitles to', () => {
  it.each<[SubscriptionStatus, ServiceStanding]>([
    ['active', 'running'],
    ['trialing', 'running'],
    ['past_due', 'payment_late'],
    ['unpaid', 'suspended'],
    ['paused', 'suspended'],
    ['canceled', 'ended'],
    ['incomplete_expired', 'ended'],
    ['incomplete', 'none'],
    ['unknown', 'none'],
  ])('%s is %s', (status, standing) => {
    expect(at(status, before)).toBe(standing);
  });

  it('is suspended from the fourteenth day of a late payment on, to the millisecond', () => {
    expect(at('past_due', before)).toBe('payment_late');
    expect(at('past_due', END)).toBe('suspended');
    expect(at('past_due', END, true, null)).toBe('payment_late');
    expect(suspendsAt({ status: 'past_due', pastDueSince: SINCE })).toEqual(END);
  });

  it('does not depend on the time for any other status', () => {
    for (const status of SUBSCRIPTION_STATUSES.filter((one) => one !== 'past_due')) {
      expect(at(status, END)).toBe(at(status, before));
      expect(suspendsAt({ status, pastDueSince: SINCE })).toBeNull();
    }
  });

  it('is nothing for one that does not count, unless it has ended', () => {
    expect(at('active', before, false)).toBe('none');
    expect(at('past_due', END, false)).toBe('none');
    expect(at('canceled', before, false)).toBe('ended');
  });
});
