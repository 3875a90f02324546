import type { BillingErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '@automna/core';

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
};

/** Every failure of billing that a caller is expected to handle. */
export class BillingError extends DomainError {
  constructor(code: BillingErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, SPECS[code], detail, options);
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
