import type Stripe from 'stripe';
import { instant } from './stripe-time.js';

/** The change a schedule holds for later. */
export interface NextPhase {
  scheduleId: string | null;
  nextPriceId: string | null;
  nextPlanAt: Date | null;
}

/** Null price = the schedule changes no plan. Which phase runs is Stripe's word, not a comparison with our clock. */
export function nextPhaseOf(
  schedule: string | Stripe.SubscriptionSchedule | null,
  currentPriceId: string | null,
): NextPhase {
  if (schedule === null) return { scheduleId: null, nextPriceId: null, nextPlanAt: null };
  if (typeof schedule === 'string') return { scheduleId: schedule, nextPriceId: null, nextPlanAt: null };
  const from = schedule.current_phase?.end_date ?? Number.NEGATIVE_INFINITY;
  const running = schedule.status === 'active' || schedule.status === 'not_started';
  const next = running ? schedule.phases.find(({ start_date }) => start_date >= from) : undefined;
  const [item, ...more] = next?.items ?? [];
  const priceId = item && more.length === 0 ? idOf(item.price) : null;
  const changes = next !== undefined && priceId !== null && priceId !== currentPriceId;
  return {
    scheduleId: schedule.id,
    nextPriceId: changes ? priceId : null,
    nextPlanAt: changes ? instant(next.start_date) : null,
  };
}

function idOf(price: string | { id: string }): string {
  return typeof price === 'string' ? price : price.id;
}
