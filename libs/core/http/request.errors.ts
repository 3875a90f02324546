import type { RequestErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '../errors/exports.js';

/** Exhaustive: a new request code without a status does not compile. */
const SPECS: Record<RequestErrorCode, ProblemSpec> = {
  invalid_request: { status: 400, title: 'Something in this request is not right.' },
  malformed_body: { status: 400, title: 'The body of this request cannot be read.' },
  body_too_large: { status: 413, title: 'The body of this request is too large.' },
  unsupported_media_type: { status: 415, title: 'This kind of body is not accepted here.' },
  route_not_found: { status: 404, title: 'There is nothing at this address.' },
  method_not_allowed: { status: 405, title: 'This address does not offer that method.' },
  not_authenticated: { status: 401, title: 'Please sign in.' },
  not_allowed: { status: 403, title: 'Your account may not do this.', severity: 'warn' },
  too_many_requests: { status: 429, title: 'Too many requests. Please wait a moment.' },
  temporarily_unavailable: {
    status: 503,
    title: 'We cannot do this right now. Please try again.',
    severity: 'warn',
  },
  internal_error: { status: 500, title: 'Something went wrong on our side.', severity: 'error' },
};

/** Failures of a request as such, before or outside any room's own rules. */
export class RequestError extends DomainError {
  /** `status` keeps the exact 4xx of a framework when the code stands for several. */
  constructor(
    code: RequestErrorCode,
    detail?: string,
    options?: DomainErrorOptions,
    status = SPECS[code].status,
  ) {
    super(code, { ...SPECS[code], status }, detail, options);
  }
}

/** One field that was refused: `field` is a path such as `address.city`, empty for the body as a whole. */
export interface FieldError {
  field: string;
  message: string;
}

export function invalidFields(errors: FieldError[]): RequestError {
  const detail = errors.length === 1 ? errors[0]?.message : `${errors.length} fields need attention.`;
  return new RequestError('invalid_request', detail, { extensions: { errors } });
}

/** The path exists, the method does not; `Allow` says which ones do. */
export function methodNotAllowed(method: string, allowed: readonly string[]): RequestError {
  const allow = allowed.join(', ');
  return new RequestError('method_not_allowed', `${method} is not offered here. Use ${allow}.`, {
    headers: { Allow: allow },
  });
}
