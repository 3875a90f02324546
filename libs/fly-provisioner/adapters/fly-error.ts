import { hideShapes } from '@automna/core';

/** What went wrong at Fly, in words code can act on. */
export type FlyFailure =
  | 'capacity'
  | 'name_taken'
  | 'conflict'
  | 'not_found'
  | 'unauthorized'
  | 'rate_limited'
  | 'unavailable'
  | 'rejected';

export interface FlyErrorFacts {
  status?: number;
  /** Fly's `fly-request-id`, for its support. */
  requestId?: string;
  /** The request may have been carried out although no good answer came: look before doing it again. */
  outcomeUnknown?: boolean;
  retryAfterMs?: number;
}

/** A call to Fly that failed. The message is for staff; it holds neither tokens nor bodies of requests. */
export class FlyError extends Error {
  constructor(
    readonly failure: FlyFailure,
    message: string,
    readonly facts: FlyErrorFacts = {},
  ) {
    super(message);
    this.name = 'FlyError';
  }
}

const BY_CODE: Readonly<Record<string, FlyFailure>> = {
  insufficient_capacity: 'capacity',
  volume_placement_capacity: 'capacity',
  name_taken: 'name_taken',
};

function byStatus(status: number): FlyFailure {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'rate_limited';
  if (status === 408 || status >= 500) return 'unavailable';
  return 'rejected';
}

/** Calls whose body is a secret from end to end: an error that quotes it is not repeated, in whatever form. */
const UNQUOTABLE = new Set(['secrets.set']);

/**
 * Reads `{error, status}`: the code decides where there is one, the HTTP status elsewhere, the text never. It is kept
 * for staff, in rows and in the log, so nothing that looks like a secret stays in it.
 * 408 and 5xx leave the outcome open: Fly's front gave up waiting for the host, which may have acted.
 */
export function flyErrorFrom(status: number, body: unknown, headers: Headers, action: string): FlyError {
  const { error, status: code } = (typeof body === 'object' && body !== null ? body : {}) as {
    error?: unknown;
    status?: unknown;
  };
  const known = typeof code === 'string' ? BY_CODE[code] : undefined;
  const failure = known ?? byStatus(status);
  const text = UNQUOTABLE.has(action) ? 'its words may quote a secret' : explanation(error);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new FlyError(failure, `Fly answered ${status} to ${action}: ${text}`, {
    status,
    requestId: headers.get('fly-request-id') ?? undefined,
    outcomeUnknown: failure === 'unavailable',
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  });
}

/** Hidden before it is cut: half a key would no longer look like one. */
function explanation(error: unknown): string {
  return typeof error === 'string' && error !== '' ? hideShapes(error).slice(0, 300) : 'no explanation';
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** A call without an answer: time-out, dropped or refused connection. */
export function flyErrorWithoutAnswer(error: unknown, action: string): FlyError {
  const code = causeCode(error);
  const name = error instanceof Error ? error.name : 'Error';
  return new FlyError('unavailable', `Fly did not answer ${action} (${code ?? name})`, {
    outcomeUnknown: code === undefined || !NEVER_SENT.has(code),
  });
}

function causeCode(error: unknown): string | undefined {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 4;
    current = current.cause, depth += 1
  ) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}
