import type Stripe from 'stripe';
import type { ChangeFacts } from './plan-change-facts.js';

/** The schedule will do exactly this: change the price when the paid period ends, then let go. */
export function leadsTo({ schedule, item }: ChangeFacts, priceId: string): boolean {
  if (!schedule || schedule.nextPriceId !== priceId) return false;
  return schedule.endsByRelease && item?.priceId !== priceId;
}

/** Understood by a schedule and by the preview of one. */
type PhasesParams = Stripe.SubscriptionScheduleUpdateParams &
  Stripe.InvoiceCreatePreviewParams.ScheduleDetails;

/**
 * The paid period as it is, then one month at the new price, then the subscription goes on by itself. Discounts are
 * named as they are, so that a coupon for three months does not begin anew.
 */
export function downgradePhases(
  facts: ChangeFacts & { item: NonNullable<ChangeFacts['item']> },
  phaseStart: number,
  priceId: string,
): PhasesParams {
  const discounts = facts.discounts.map((discount) => ({ discount }));
  const carried = discounts.length > 0 ? { discounts } : {};
  const { item, periodEnd } = facts;
  return {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      {
        start_date: phaseStart,
        end_date: periodEnd,
        items: [{ price: item.priceId, quantity: item.quantity }],
        proration_behavior: 'none',
        ...carried,
      },
      {
        items: [{ price: priceId, quantity: 1 }],
        duration: { interval: 'month', interval_count: 1 },
        proration_behavior: 'none',
        ...carried,
      },
    ],
  };
}
