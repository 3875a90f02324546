import { HttpErrorResponse } from '@angular/common/http';

/** An RFC 9457 problem as screens use it. `status` 0 means that the server was not reached. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  errorCode: string;
  requestId?: string;
  errors?: FieldProblem[];
  /** Extensions some problems carry: a place to go to, a limit, a plan. */
  link?: string;
  /** Where an overdue invoice can be paid. */
  payUrl?: string;
  retryAfterSeconds?: number;
}

export interface FieldProblem {
  field: string;
  message: string;
}

const OFFLINE: Problem = {
  title: 'We could not reach Automna',
  status: 0,
  detail: 'Check your internet connection, then try again. Nothing was lost.',
  errorCode: 'offline',
};

const UNEXPECTED: Problem = {
  title: 'Something went wrong on our side',
  status: 500,
  detail:
    'It is not you. Try again in a moment; if it keeps happening, write to us with the reference below.',
  errorCode: 'internal_error',
};

/** Turns anything thrown by HttpClient, a resource or our own code into a problem a person can act on. */
export function toProblem(error: unknown): Problem {
  const response = findResponse(error);
  if (!response) return isProblem(error) ? error : { ...UNEXPECTED };
  if (response.status === 0) return { ...OFFLINE };
  const body = parseBody(response.error);
  const retryAfter = Number(response.headers.get('Retry-After'));
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined;
  const requestId = text(body['requestId']) ?? response.headers.get('X-Request-Id') ?? undefined;
  if (response.status >= 500 && !text(body['detail'])) {
    return { ...UNEXPECTED, status: response.status, requestId, retryAfterSeconds };
  }
  return {
    title: text(body['title']) ?? 'That did not work',
    status: response.status,
    detail: text(body['detail']) ?? 'Try again in a moment.',
    errorCode: text(body['errorCode']) ?? `http_${response.status}`,
    requestId,
    retryAfterSeconds,
    link: text(body['link']),
    payUrl: text(body['payUrl']),
    errors: fieldProblems(body['errors']),
  };
}

function findResponse(error: unknown): HttpErrorResponse | undefined {
  if (error instanceof HttpErrorResponse) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof HttpErrorResponse ? cause : undefined;
}

function parseBody(body: unknown): Record<string, unknown> {
  if (typeof body === 'string') {
    try {
      return parseBody(JSON.parse(body));
    } catch {
      return {};
    }
  }
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldProblems(value: unknown): FieldProblem[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item: unknown) => {
    const { field, message } = parseBody(item);
    return typeof field === 'string' && typeof message === 'string' ? [{ field, message }] : [];
  });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'errorCode' in value && 'title' in value;
}
