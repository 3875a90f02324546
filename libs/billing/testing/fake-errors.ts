import Stripe from 'stripe';

/** An error as the SDK throws it for an answer of Stripe. */
export function stripeError(
  status: number,
  raw: { code?: string; param?: string; type?: string; headers?: Record<string, string> } = {},
): Error {
  const body = { message: `scripted ${status}`, statusCode: status, ...raw } as never;
  const { errors } = Stripe;
  if (status === 429) return new errors.StripeRateLimitError(body);
  if (raw.type === 'idempotency_error') return new errors.StripeIdempotencyError(body);
  if (status === 400 || status === 404) return new errors.StripeInvalidRequestError(body);
  if (status === 401) return new errors.StripeAuthenticationError(body);
  if (status === 403) return new errors.StripePermissionError(body);
  return new errors.StripeAPIError(body);
}

export function connectionError(): Error {
  return new Stripe.errors.StripeConnectionError({ message: 'scripted: no connection' } as never);
}
