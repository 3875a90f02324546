import { type Client, createClient, type InArgs } from '@libsql/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How far a customer is, by the product's own book. */
export interface Standing {
  userId: string;
  appName: string;
  state: string;
  /** Plan the machine was last given. */
  plan: string | null;
  keyDelivery: string | null;
  keyFingerprint: string | null;
  suspendedAt: string | null;
}

export interface Removing {
  appName: string;
  state: string;
}

/** Looking at Fly by themselves every few minutes, these tasks would mend what the story should end well without. */
const HELPERS = ['machines.watch', 'machines.reconcile', 'machines.upkeep'];

/** Long before any lease there is. */
const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** The product's database, read past the product. */
export class Book {
  private readonly client: Client;

  private constructor(
    private readonly folder: string,
    readonly url: string,
  ) {
    this.client = createClient({ url });
  }

  static async create(): Promise<Book> {
    const folder = await mkdtemp(join(tmpdir(), 'automna-faults-'));
    return new Book(folder, `file:${join(folder, 'automna.db')}`);
  }

  async close(): Promise<void> {
    this.client.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async standings(): Promise<Map<string, Standing>> {
    const rows = await this.rows<Standing>(
      `SELECT m.user_id AS userId, m.app_name AS appName, m.state, m.plan, m.suspended_at AS suspendedAt,
              k.delivery AS keyDelivery, k.fingerprint AS keyFingerprint
       FROM machines m LEFT JOIN byok_keys k ON k.user_id = m.user_id`,
    );
    return new Map(rows.map((row) => [row.userId, row]));
  }

  /** By app. */
  async removals(): Promise<Map<string, Removing>> {
    const rows = await this.rows<Removing>(`SELECT app_name AS appName, state FROM fly_deletions`);
    return new Map(rows.map((row) => [row.appName, row]));
  }

  /** Jobs at work, and when the next of those waiting is due; only those due before `until` count. */
  async work(until: Date): Promise<{ running: number; nextAt: Date | null }> {
    const [row] = await this.rows<{ running: number | null; nextAt: string | null }>(
      `SELECT SUM(status = 'running') AS running, MIN(CASE WHEN status = 'pending' THEN run_at END) AS nextAt
       FROM outbox_jobs WHERE status = 'running' OR (status = 'pending' AND run_at <= ?)`,
      [until.toISOString()],
    );
    return { running: Number(row?.running ?? 0), nextAt: row?.nextAt ? new Date(row.nextAt) : null };
  }

  async deadJobs(): Promise<string[]> {
    const rows = await this.rows<{ kind: string; error: string | null }>(
      `SELECT kind, last_error AS error FROM outbox_jobs WHERE status = 'dead'`,
    );
    return rows.map(({ kind, error }) => `${kind}: ${error ?? ''}`);
  }

  async restHelpers(): Promise<void> {
    const marks = HELPERS.map(() => '?').join(', ');
    await this.client.execute({
      sql: `UPDATE scheduled_tasks SET enabled = 0 WHERE name IN (${marks})`,
      args: HELPERS,
    });
  }

  /**
   * What a dead process had leased is free as soon as its lease has run out, a minute later at most. Leases know the
   * machine's own time only, which nobody can move, so the minute is taken off the leases. (`test/chaos` waits for it.)
   */
  async leasesRunOut(): Promise<void> {
    await this.client.batch(
      [
        { sql: `UPDATE outbox_jobs SET lease_until = ? WHERE status = 'running'`, args: [LONG_AGO] },
        { sql: 'UPDATE leases SET expires_at = ?', args: [LONG_AGO] },
        { sql: 'UPDATE scheduled_tasks SET lease_until = ? WHERE lease_until IS NOT NULL', args: [LONG_AGO] },
      ],
      'write',
    );
  }

  private async rows<T>(sql: string, args: InArgs = []): Promise<T[]> {
    const { rows, columns } = await this.client.execute({ sql, args });
    return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])) as T);
  }
}
