import type { BillingErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec, type Severity } from '@automna/core';

/** Exhaustive: a new billing code without a status does not compile. */
const SPECS: Record<BillingErrorCode, ProblemSpec> = {
  already_subscribed: { status: 409, title: 'You already have a subscription.' },
  checkout_not_found: { status: 404, title: 'There is no such checkout.' },
  checkout_in_progress: { status: 409, title: 'Another checkout of yours is just being prepared.' },
  billing_unavailable: {
    status: 503,
    title: 'Our payment provider cannot be reached right now.',
    severity: 'error',
  },
  webhook_signature_invalid: {
    status: 400,
    title: 'The signature of this webhook is missing, wrong or too old.',
    severity: 'warn',
  },
  no_billing_account: { status: 409, title: 'There is no billing account yet.' },
  unknown_plan: { status: 409, title: 'This plan cannot be used.', severity: 'warn' },
  payment_overdue: { status: 402, title: 'A payment is overdue.', severity: 'info' },
  plan_unchanged: { status: 409, title: 'This is the plan you have already.' },
  quote_outdated: { status: 409, title: 'The amount has changed since you saw it.', severity: 'info' },
  change_in_progress: { status: 409, title: 'Another change of your plan is just being carried out.' },
  plan_change_refused: { status: 409, title: 'Your plan cannot be changed this way right now.' },
  channels_choice_required: {
    status: 409,
    title: 'Choose which channels stay.',
    severity: 'info',
  },
  nothing_to_resume: { status: 409, title: 'There is no cancellation to undo.' },
  stripe_event_not_found: { status: 404, title: 'There is no such event of Stripe.' },
  attention_not_found: { status: 404, title: 'There is nothing like that to look at.' },
  reconcile_busy: { status: 409, title: 'A comparison with Stripe is already running.' },
};

/** Every failure of billing that a caller is expected to handle. */
export class BillingError extends DomainError {
  constructor(code: BillingErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, SPECS[code], detail, options);
  }
}

/**
 * Stripe does not answer. Expected now and then, and told once by the gateway: no alarm and no stack for each of the
 * requests that meet it.
 */
export class BillingAway extends BillingError {
  constructor(detail: string, options?: DomainErrorOptions) {
    super('billing_unavailable', detail, options);
  }

  override get severity(): Severity {
    return 'warn';
  }
}

/** Nobody pays twice: the answer to a checkout of a customer who is already subscribed. */
export function alreadySubscribed(): BillingError {
  return new BillingError(
    'already_subscribed',
    'You already have a subscription. Change your plan in the billing settings instead.',
    { extensions: { link: '/settings/billing' } },
  );
}

/** The customer must subscribe first. */
export function subscriptionRequired(): DomainError {
  return new DomainError(
    'subscription_required',
    { status: 409, title: 'This needs a subscription.' },
    'Choose a plan first.',
    { extensions: { link: '/pricing' } },
  );
}

/** The service is suspended: something must be paid, or a pause ended, first. */
export function paymentOverdue(paused: boolean): BillingError {
  return new BillingError(
    'payment_overdue',
    paused
      ? 'Your subscription is paused. Add a payment method in the billing settings and it goes on where it stopped.'
      : 'The last payment did not go through, so your agent is paused. Pay in the billing settings and it goes on where it stopped.',
    { extensions: { link: '/settings/billing' } },
  );
}
