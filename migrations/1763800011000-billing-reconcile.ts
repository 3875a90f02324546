import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Billing: what became of each stored event, and the comparisons of Stripe with our database. */
export class BillingReconcile1763800011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of EVENT_COLUMNS) await runner.query(`ALTER TABLE stripe_events ADD COLUMN ${column}`);
    await runner.query('CREATE INDEX stripe_events_by_receipt ON stripe_events(received_at, id)');

    // The latest of each event; the event's own row counts all of them.
    await runner.query(`
      CREATE TABLE stripe_event_attempts (
        id TEXT PRIMARY KEY,
        event_id TEXT NOT NULL REFERENCES stripe_events(id) ON DELETE CASCADE,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        status TEXT,
        outcome TEXT
      ) STRICT`);
    await runner.query('CREATE INDEX stripe_event_attempts_by_event ON stripe_event_attempts(event_id, id)');

    await runner.query(`
      CREATE TABLE reconcile_runs (
        id TEXT PRIMARY KEY,
        mode TEXT NOT NULL CHECK (mode IN ('look', 'repair')),
        trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'command', 'staff')),
        actor_id TEXT,
        reason TEXT,
        status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
        started_at TEXT NOT NULL,
        finished_at TEXT,
        error TEXT,
        counts TEXT NOT NULL,
        findings INTEGER NOT NULL DEFAULT 0,
        open INTEGER NOT NULL DEFAULT 0
      ) STRICT`);
    // Two at once would report each other's repairs as drift.
    await runner.query(`
      CREATE UNIQUE INDEX reconcile_runs_one_at_a_time ON reconcile_runs(status) WHERE status = 'running'`);

    await runner.query(`
      CREATE TABLE reconcile_findings (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES reconcile_runs(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        sentence TEXT NOT NULL,
        user_id TEXT REFERENCES users(id),
        stripe_id TEXT,
        ours TEXT,
        theirs TEXT,
        repair TEXT NOT NULL CHECK (repair IN ('re-read', 'take-in-event', 'person')),
        repaired_at TEXT,
        outcome TEXT
      ) STRICT`);
    await runner.query('CREATE INDEX reconcile_findings_by_run ON reconcile_findings(run_id, id)');
    await runner.query('CREATE INDEX reconcile_findings_by_user ON reconcile_findings(user_id, run_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['reconcile_findings', 'reconcile_runs', 'stripe_event_attempts']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query('DROP INDEX stripe_events_by_receipt');
    for (const column of [...EVENT_COLUMNS].reverse()) {
      await runner.query(`ALTER TABLE stripe_events DROP COLUMN ${column.split(' ')[0]}`);
    }
  }
}

const EVENT_COLUMNS = [
  'attempts INTEGER NOT NULL DEFAULT 0',
  'conflicts INTEGER NOT NULL DEFAULT 0',
  'last_conflict_at TEXT',
  `source TEXT NOT NULL DEFAULT 'webhook' CHECK (source IN ('webhook', 'reconcile'))`,
] as const;
