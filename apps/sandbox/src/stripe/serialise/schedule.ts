import type Stripe from 'stripe';
import type { SchedulePhaseRecord, ScheduleRecord } from '../state/records.js';
import type { World } from '../state/world.js';

function serialisePhase(phase: SchedulePhaseRecord, currency: string): Stripe.SubscriptionSchedule.Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: phase.billingCycleAnchor,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: phase.defaultPaymentMethod,
    default_tax_rates: [],
    description: phase.description,
    discounts: phase.discounts.map((it) => ({
      coupon: it.coupon ?? null,
      discount: it.discount ?? null,
      promotion_code: it.promotionCode ?? null,
    })),
    end_date: phase.endDate,
    invoice_settings: null,
    items: phase.items.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price,
      price: item.price,
      quantity: item.quantity,
      tax_rates: [],
    })),
    metadata: phase.metadata,
    on_behalf_of: null,
    proration_behavior: phase.prorationBehavior,
    start_date: phase.startDate,
    transfer_data: null,
    trial_end: phase.trialEnd,
  };
}

export function serialiseSchedule(schedule: ScheduleRecord, world: World): Stripe.SubscriptionSchedule {
  const current = schedule.status === 'active' ? schedule.phases[schedule.current] : undefined;
  const first = schedule.phases[0]?.items[0];
  const currency = first ? world.prices.need(first.price).currency : 'usd';
  return {
    id: schedule.id,
    object: 'subscription_schedule',
    application: null,
    billing_mode:
      schedule.billingMode === 'flexible'
        ? { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: schedule.created }
        : { flexible: null, type: 'classic' },
    canceled_at: schedule.canceledAt,
    completed_at: schedule.completedAt,
    created: schedule.created,
    current_phase: current ? { end_date: current.endDate, start_date: current.startDate } : null,
    customer: schedule.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: schedule.defaultPaymentMethod,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: schedule.endBehavior,
    livemode: false,
    metadata: schedule.metadata,
    pause_schedules: [],
    phases: schedule.phases.map((phase) => serialisePhase(phase, currency)),
    released_at: schedule.releasedAt,
    released_subscription: schedule.releasedSubscription,
    status: schedule.status,
    subscription: schedule.subscription,
    test_clock: world.clockOf(schedule.customer),
  };
}
