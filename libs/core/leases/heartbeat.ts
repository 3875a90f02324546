/** Why the `signal` of leased work was aborted. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(what: string) {
    super(`The lease on ${what} was lost; whoever holds it now does the work.`);
  }
}

export interface HeartbeatOptions {
  /** For messages: `job job_…`. */
  what: string;
  ttlMs: number;
  /** Extends the lease; false when somebody else has it. */
  renew: () => Promise<boolean>;
  /** Aborts the work for another reason, e.g. shutdown. */
  signal?: AbortSignal;
}

/**
 * Runs `work` while its lease is renewed every third of its time. The signal aborts when the lease is lost, or could not
 * be renewed in time. Work that ignores the signal goes on, but its result can no longer be recorded: every settling
 * statement asks for the owner.
 */
export async function withHeartbeat<T>(
  options: HeartbeatOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let finished = false;
  const giveUp = (): void => lost.abort(new LeaseLostError(options.what));
  // A database that refuses or keeps silent is not yet a lost lease; it is one when the time has run out.
  let end = setTimeout(giveUp, options.ttlMs);

  const beat = async (): Promise<void> => {
    const askedAt = performance.now();
    const held = await options.renew().catch(() => undefined);
    if (finished) return;
    if (held === false) giveUp();
    if (!held) return;
    clearTimeout(end);
    end = setTimeout(giveUp, options.ttlMs - (performance.now() - askedAt));
  };
  const timer = setInterval(() => void beat(), options.ttlMs / 3);
  try {
    return await work(options.signal ? AbortSignal.any([options.signal, lost.signal]) : lost.signal);
  } finally {
    finished = true;
    clearInterval(timer);
    clearTimeout(end);
  }
}
