import fc from 'fast-check';

/** One thing that happens to a subscription at Stripe, whoever does it: the customer, their bank, staff, time. */
export type Happening =
  /** `anyway`: although there is one already, as staff can do at Stripe. */
  | { what: 'subscribe'; plan: PlanIndex; trial: boolean; coupon: boolean; anyway: boolean }
  | { what: 'upgrade' }
  | { what: 'downgrade' }
  | { what: 'keep' }
  | { what: 'cancel' }
  | { what: 'cancel_now' }
  | { what: 'resume' }
  | { what: 'card_fails' }
  | { what: 'card_works' }
  | { what: 'pay' }
  | { what: 'pass'; days: number };

/** Starter, pro, power. */
export type PlanIndex = 0 | 1 | 2;

const plan = fc.constantFrom<PlanIndex>(0, 1, 2);
const subscribe = fc.record({
  what: fc.constant('subscribe' as const),
  plan,
  trial: fc.boolean(),
  coupon: fc.boolean(),
  anyway: fc.boolean(),
});
const pass = fc.record({ what: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 34 }) });
const act = fc.constantFrom<Happening>(
  { what: 'upgrade' },
  { what: 'downgrade' },
  { what: 'keep' },
  { what: 'cancel' },
  { what: 'cancel_now' },
  { what: 'resume' },
  { what: 'card_fails' },
  { what: 'card_works' },
  { what: 'pay' },
);

/** A subscription's life; what makes no sense at its moment is passed over. */
export const lifecycles: fc.Arbitrary<Happening[]> = fc
  .tuple(
    subscribe,
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: act },
        { weight: 3, arbitrary: pass },
        { weight: 1, arbitrary: subscribe },
      ),
      { minLength: 2, maxLength: 8 },
    ),
  )
  .map(([first, rest]) => [first, ...rest]);
