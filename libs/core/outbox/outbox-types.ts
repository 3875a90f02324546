/** Work to be done after the transaction that writes it has committed. */
export interface NewJob {
  /** Names the handler: `billing.sync-subscription`. */
  kind: string;
  /** JSON. Ids rather than copies of state, and never secrets. */
  payload: Record<string, unknown>;
  /** Unique for good per kind: a second job with the same key is silently dropped, even after the first was done. */
  dedupeKey?: string;
  /** Not before this moment. Default now. */
  runAt?: Date;
  /** Then the job is a dead letter. Default 15 (about five hours). */
  maxAttempts?: number;
}

export interface Job<P = Record<string, unknown>> {
  id: string;
  kind: string;
  payload: P;
  /** 1 on the first attempt. A crash of the process counts as an attempt. */
  attempt: number;
  createdAt: Date;
}

/**
 * Carries out jobs of one kind, at least once: a crash after the work and before the note of it runs it again, so work
 * must be idempotent. Re-read the state first; the payload is a hint from the past. Stop when `signal` aborts.
 */
export interface JobHandler<P = Record<string, unknown>> {
  handle(job: Job<P>, signal: AbortSignal): Promise<void>;
}

/** Something that has happened, told to whoever listens after the commit. */
export interface DomainEvent {
  /** `room.what-happened`: `billing.subscription-changed`. */
  name: string;
  payload: Record<string, unknown>;
}

/** Throw it from a handler: not yet, ask again later. Does not count as a failed attempt. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';

  constructor(
    readonly delayMs: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** Throw it from a handler: no repetition can help. The job becomes a dead letter at once. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}
