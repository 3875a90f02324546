import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import { AppLogger } from '../logging/app-logger.js';
import { Draining } from './draining.js';

export interface ShutdownOptions {
  /** All of it must fit in this time, or the process leaves without. Default 10 s. */
  timeoutMs?: number;
  signals?: readonly NodeJS.Signals[];
  exit?: (code: number) => void;
}

/**
 * Stops cleanly on SIGTERM and SIGINT: no new connections, requests in flight finish, event streams end, then Nest's
 * own shutdown lets the outbox finish its jobs and closes the database last. Jobs cut off by the time limit keep
 * their lease and run again elsewhere. Exit code 0, or 1 when the time ran out.
 */
export function stopOnSignals(app: INestApplication, options: ShutdownOptions = {}): void {
  const { signals = ['SIGTERM', 'SIGINT'], exit = (code) => process.exit(code) } = options;
  let stopping: Promise<void> | undefined;
  for (const signal of signals) {
    process.on(signal, () => {
      stopping ??= stop(app, options.timeoutMs ?? 10_000).then(
        () => exit(0),
        (error: unknown) => {
          app.get(AppLogger).error({ message: 'Shutdown was not clean', err: error });
          exit(1);
        },
      );
    });
  }
}

/** The sequence itself. @throws when it does not end within `timeoutMs`. */
export async function stop(app: INestApplication, timeoutMs: number): Promise<void> {
  const draining = app.get(Draining);
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      deadline.reject(new Error(`Gave up after ${timeoutMs} ms with ${draining.openAnswers} open answers`)),
    timeoutMs,
  );
  try {
    await Promise.race([drainAndClose(app, draining), deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function drainAndClose(app: INestApplication, draining: Draining): Promise<void> {
  draining.begin();
  const server = app.getHttpServer() as Server;
  if (server.listening) server.close();
  server.closeIdleConnections();
  await draining.idle();
  await app.close();
}
