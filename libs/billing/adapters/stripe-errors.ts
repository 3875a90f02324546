import { type DomainErrorOptions, LeaseBusyError, LeaseLostError, RetryLater } from '@automna/core';
import Stripe from 'stripe';
import { BillingAway, BillingError } from '../billing.errors.js';

type StripeError = Stripe.errors.StripeError;
const { errors } = Stripe;

export function isRateLimited(error: unknown): error is StripeError {
  return error instanceof errors.StripeRateLimitError;
}

/** Stripe has no such object (any more). `param` narrows it to the object one parameter of the request names. */
export function isMissing(error: unknown, param?: string): boolean {
  if (!(error instanceof errors.StripeInvalidRequestError)) return false;
  const missing = error.code === 'resource_missing' || error.statusCode === 404;
  return missing && (param === undefined || error.param === param);
}

/** There will be no next invoice: what Stripe answers when asked to preview one of a subscription that ends. */
export function isNothingToCharge(error: unknown): boolean {
  return error instanceof errors.StripeInvalidRequestError && error.code === 'invoice_upcoming_none';
}

export function isInvalidRequest(error: unknown): error is StripeError {
  return error instanceof errors.StripeInvalidRequestError;
}

/** The bank said no, and Stripe passes that on as an error instead of a state. */
export function isCardRefused(error: unknown): error is StripeError {
  return error instanceof errors.StripeCardError;
}

/** The idempotency key was used before with other parameters. */
export function isIdempotencyConflict(error: unknown): boolean {
  return error instanceof errors.StripeIdempotencyError;
}

/**
 * Stripe answered with a 5xx. It keeps that answer under the idempotency key for a day, so asking again with the same
 * key cannot succeed.
 */
export function isKeptFailure(error: unknown): boolean {
  return error instanceof errors.StripeAPIError && error.statusCode !== undefined && error.statusCode >= 500;
}

/** Another process is at the same work, or took it over. */
export function isSomebodyElses(error: unknown): error is Error {
  return error instanceof LeaseBusyError || error instanceof LeaseLostError;
}

/** Our own key is wrong, revoked or not allowed this. Every call fails, and none of the work is to blame. */
export function isLockedOut(error: unknown): error is StripeError {
  return error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError;
}

/** Nobody is to blame and waiting helps: no connection, too many requests, trouble at Stripe, a lock held there. */
export function isPassing(error: unknown): error is StripeError {
  return (
    error instanceof errors.StripeConnectionError ||
    isRateLimited(error) ||
    (error instanceof errors.StripeAPIError &&
      (error.statusCode === undefined || error.statusCode === 409 || error.statusCode >= 500))
  );
}

/** For requests of people: every failure of Stripe is a 503 that says what to do. Other errors stay themselves. */
export function forPeople(error: unknown): unknown {
  if (isSomebodyElses(error)) {
    return new BillingError('checkout_in_progress', 'Wait a moment and try again.', {
      cause: error,
      headers: { 'Retry-After': '2' },
    });
  }
  if (!(error instanceof errors.StripeError)) return error;
  return unavailable(
    'Our payment provider did not answer as expected. Try again in a minute; nothing is ever charged twice.',
    { cause: error, headers: { 'Retry-After': '30' } },
  );
}

/** A 503; an alarm only when the cause is not one of those that pass by themselves. */
export function unavailable(detail: string, options: DomainErrorOptions): BillingError {
  return isPassing(options.cause)
    ? new BillingAway(detail, options)
    : new BillingError('billing_unavailable', detail, options);
}

const OUTAGE_PAUSE_MS = 20_000;
const BUSY_PAUSE_MS = 2_000;
/** Until somebody has put our key right. */
const LOCKED_OUT_PAUSE_MS = 5 * 60_000;

/** For jobs: what passes by itself is waited for and is no failed attempt; the rest counts and may be buried. */
export function forJob(error: unknown): unknown {
  if (isSomebodyElses(error)) return new RetryLater(BUSY_PAUSE_MS, error.message);
  if (isPassing(error)) return new RetryLater(OUTAGE_PAUSE_MS, `Stripe: ${error.message}`);
  if (isLockedOut(error)) return new RetryLater(LOCKED_OUT_PAUSE_MS, `Stripe: ${error.message}`);
  return error;
}
