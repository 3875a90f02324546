import { HttpException } from '@nestjs/common';
import { isBusy, WriteLockTimeoutError } from '../database/database.errors.js';
import { DomainError } from '../errors/exports.js';
import { RequestError } from './request.errors.js';

/** What Nest and Fastify refuse by themselves, in our words. Anything else below 500 is an invalid request. */
const BY_STATUS: Partial<Record<number, () => RequestError>> = {
  401: () => new RequestError('not_authenticated'),
  403: () => new RequestError('not_allowed'),
  404: () => new RequestError('route_not_found'),
  413: () => new RequestError('body_too_large', 'The body is larger than this address accepts.'),
  415: () => new RequestError('unsupported_media_type', 'Send the body as application/json.'),
  429: () => new RequestError('too_many_requests'),
};

/** Fastify's own codes whose wording for people is ours. */
const BY_FASTIFY_CODE: Record<string, () => RequestError> = {
  FST_ERR_BAD_URL: () => new RequestError('invalid_request', 'The address contains a broken %-escape.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new RequestError('route_not_found'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new RequestError('malformed_body', 'The body is not as long as its Content-Length says.'),
};

/** Every failure as one of ours. What nobody expected becomes `internal_error` with the original as its cause. */
export function toDomainError(exception: unknown): DomainError {
  if (exception instanceof DomainError) return exception;
  if (isBusy(exception) || exception instanceof WriteLockTimeoutError) {
    return new RequestError(
      'temporarily_unavailable',
      'The database is busy. Please try again in a moment.',
      {
        cause: exception,
        headers: { 'Retry-After': '1' },
      },
    );
  }
  const status = statusOf(exception);
  if (status !== undefined && status >= 400 && status < 500) {
    return (
      BY_FASTIFY_CODE[codeOf(exception) ?? codeOf(causeOf(exception)) ?? '']?.() ??
      BY_STATUS[status]?.() ??
      new RequestError('invalid_request', undefined, { cause: exception }, status)
    );
  }
  if (status === 503) return new RequestError('temporarily_unavailable', undefined, { cause: exception });
  return new RequestError('internal_error', 'Please try again. If it stays, tell us the request id.', {
    cause: exception instanceof Error ? exception : new Error(`Thrown value of type ${typeof exception}`),
  });
}

/** Nest's exceptions and Fastify's own errors; a vendor's error may have a `status` too, and means nothing here. */
function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  if (exception instanceof Error && exception.name === 'FastifyError') {
    return (exception as Error & { statusCode?: number }).statusCode;
  }
  return undefined;
}

function codeOf(exception: unknown): string | undefined {
  const code = exception instanceof Error ? (exception as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function causeOf(exception: unknown): unknown {
  return exception instanceof Error ? exception.cause : undefined;
}
