/** The `error` object of a Stripe answer. Fields as in the API reference. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  charge?: string;
  doc_url?: string;
  payment_intent?: object;
  payment_method?: object;
}

/** An answer that is not a 2xx. `execution` tells whether the endpoint had begun: only then is it saved under the idempotency key. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly phase: 'validation' | 'execution' = 'execution',
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message);
  }

  /** The JSON that goes over the wire. */
  toBody(requestId: string): { error: ErrorBody & { request_log_url: string } } {
    const docs = this.body.code
      ? { doc_url: `https://docs.stripe.com/error-codes/${this.body.code.replaceAll('_', '-')}` }
      : {};
    return {
      error: {
        ...this.body,
        ...docs,
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
      },
    };
  }
}

/** 400 `invalid_request_error`, found while the endpoint was executing. */
export function badRequest(message: string, extra: { code?: string; param?: string } = {}): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, ...extra });
}

/** 400 for a parameter that does not parse: never saved under an idempotency key. */
export function badParameter(message: string, extra: { code?: string; param?: string }): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, ...extra }, 'validation');
}

/** A missing object: 404 when the id is the path's, 400 when a parameter names it. */
export function resourceMissing(kind: string, id: string, param = 'id'): StripeError {
  return new StripeError(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}

/** Something Stripe can do and this stand-in deliberately refuses, so that nobody trusts a made-up answer. */
export function notModelled(what: string, param?: string): StripeError {
  return badParameter(`The sandbox does not model ${what}. Stripe itself does.`, { param });
}

/** 401, never saved. */
export function unauthorized(message: string): StripeError {
  return new StripeError(401, { type: 'invalid_request_error', message }, 'validation');
}

/** 400 `idempotency_error`. */
export function idempotencyError(message: string): StripeError {
  return new StripeError(400, { type: 'idempotency_error', message }, 'validation');
}
