import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outbox jobs, leases and scheduled tasks. Times are ISO-8601 text in UTC with milliseconds. */
export class Core1763800001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox_jobs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        dedupe_key TEXT,
        status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'done', 'dead')),
        attempt INTEGER NOT NULL,
        max_attempts INTEGER NOT NULL,
        run_at TEXT NOT NULL,
        lease_owner TEXT,
        lease_until TEXT,
        last_error TEXT,
        created_at TEXT NOT NULL,
        finished_at TEXT,
        CHECK ((status = 'running') = (lease_owner IS NOT NULL)),
        CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
      ) STRICT`);
    await runner.query(
      `CREATE UNIQUE INDEX outbox_jobs_dedupe ON outbox_jobs (kind, dedupe_key) WHERE dedupe_key IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX outbox_jobs_due ON outbox_jobs (status, run_at)`);
    await runner.query(`CREATE INDEX outbox_jobs_leases ON outbox_jobs (status, lease_until)`);

    await runner.query(`
      CREATE TABLE leases (
        name TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        expires_at TEXT NOT NULL
      ) STRICT`);

    await runner.query(`
      CREATE TABLE scheduled_tasks (
        name TEXT PRIMARY KEY,
        every_seconds INTEGER NOT NULL CHECK (every_seconds > 0),
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        next_run_at TEXT NOT NULL,
        lease_owner TEXT,
        lease_until TEXT,
        last_started_at TEXT,
        last_finished_at TEXT,
        last_ok INTEGER CHECK (last_ok IN (0, 1)),
        last_result TEXT
      ) STRICT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['scheduled_tasks', 'leases', 'outbox_jobs'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
