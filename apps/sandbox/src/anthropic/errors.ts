import type Anthropic from '@anthropic-ai/sdk';

type ErrorType = Anthropic.ErrorObject['type'] | 'conflict_error' | 'request_too_large';

const TYPE_BY_STATUS: Record<number, ErrorType> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** An error the vendor would answer with. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly extra: { errorCode?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
  }
}

/** The vendor's error body. */
export function errorBody(
  status: number,
  message: string,
  requestId: string | null = null,
  errorCode?: string,
) {
  const type = TYPE_BY_STATUS[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return {
    type: 'error',
    error: { type, message, ...(errorCode ? { details: { error_code: errorCode } } : {}) },
    request_id: requestId,
  };
}
