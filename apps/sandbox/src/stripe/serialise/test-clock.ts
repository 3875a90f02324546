import type Stripe from 'stripe';
import type { TestClockRecord } from '../state/records.js';

export function serialiseTestClock(clock: TestClockRecord): Stripe.TestHelpers.TestClock {
  return {
    id: clock.id,
    object: 'test_helpers.test_clock',
    created: clock.created,
    deletes_after: clock.deletesAfter,
    frozen_time: clock.frozenTime,
    livemode: false,
    name: clock.name,
    status: clock.failed ? 'internal_failure' : clock.target === null ? 'ready' : 'advancing',
    status_details: clock.target === null ? {} : { advancing: { target_frozen_time: clock.target } },
  };
}
