import type { EntityManager } from 'typeorm';
import { newId } from '../ids/exports.js';
import type { DomainEvent, NewJob } from './outbox-types.js';

const DEFAULT_MAX_ATTEMPTS = 15;

/** Writes a job within the transaction of `manager`; a job whose dedupe key is taken is left out. */
export async function insertJob(manager: EntityManager, job: NewJob, now: Date): Promise<void> {
  const { kind, payload, dedupeKey = null, runAt = now, maxAttempts = DEFAULT_MAX_ATTEMPTS } = job;
  await manager.query(
    `INSERT INTO outbox_jobs (id, kind, payload, dedupe_key, status, attempt, max_attempts, run_at, created_at)
     VALUES (?, ?, ?, ?, 'pending', 0, ?, ?, ?)
     ON CONFLICT (kind, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING`,
    [newId('job'), kind, JSON.stringify(payload), dedupeKey, maxAttempts, runAt, now],
  );
}

/** The kind of the jobs that tell `subscriber` of `event`. */
export function eventKind(event: string, subscriber: string): string {
  return `event:${event}>${subscriber}`;
}

export function eventJobs(event: DomainEvent, subscribers: readonly string[]): NewJob[] {
  return subscribers.map((subscriber) => ({
    kind: eventKind(event.name, subscriber),
    payload: event.payload,
  }));
}
