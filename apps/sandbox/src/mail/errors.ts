/** An error as Resend answers it. */
export class MailError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

const NAMES: Record<number, string> = {
  400: 'validation_error',
  401: 'missing_api_key',
  403: 'invalid_api_key',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'concurrent_idempotent_requests',
  413: 'validation_error',
  414: 'validation_error',
  415: 'validation_error',
  422: 'validation_error',
  429: 'rate_limit_exceeded',
};

/** Resend's error body. */
export function errorBody(statusCode: number, message: string, name?: string) {
  return { statusCode, message, name: name ?? NAMES[statusCode] ?? 'internal_server_error' };
}
