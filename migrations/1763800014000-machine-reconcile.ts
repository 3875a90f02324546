import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What exists at Fly beside what ought to, what nobody uses, what is to be removed; and accounts on their way out. */
export class MachineReconcile1763800014000 implements MigrationInterface {
  name = 'MachineReconcile1763800014000';

  async up(runner: QueryRunner): Promise<void> {
    // Asked for; the day it happens; and happened. An address is freed a day after the account was closed.
    await runner.query('ALTER TABLE users ADD COLUMN deletion_requested_at TEXT');
    await runner.query('ALTER TABLE users ADD COLUMN deletion_due_at TEXT');
    await runner.query('ALTER TABLE users ADD COLUMN deleted_at TEXT');
    await runner.query(
      'CREATE INDEX users_deletion_due ON users (deletion_due_at) WHERE deletion_due_at IS NOT NULL',
    );

    // The latest listing of the organisation: passes ask only for what changed since.
    await runner.query(`
      CREATE TABLE fly_observed (
        kind TEXT NOT NULL CHECK (kind IN ('app', 'machine', 'volume')),
        fly_id TEXT NOT NULL,
        facts TEXT NOT NULL,
        PRIMARY KEY (kind, fly_id)
      ) STRICT`);
    // newest_at: Fly's own newest time in the listing, where the next one begins.
    await runner.query(`
      CREATE TABLE fly_listings (
        kind TEXT PRIMARY KEY NOT NULL,
        full_at TEXT NOT NULL,
        newest_at TEXT
      ) STRICT`);
    // Addresses and secrets can be listed by app only: a few apps in each pass, the longest unseen first.
    await runner.query(`
      CREATE TABLE machine_checks (
        machine_id TEXT PRIMARY KEY NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
        checked_at TEXT NOT NULL
      ) STRICT`);

    await runner.query(`
      CREATE TABLE fleet_runs (
        id TEXT PRIMARY KEY NOT NULL,
        mode TEXT NOT NULL CHECK (mode IN ('look', 'repair')),
        trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'command', 'staff')),
        actor_id TEXT,
        reason TEXT,
        status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
        started_at TEXT NOT NULL,
        finished_at TEXT,
        error TEXT,
        counts TEXT NOT NULL,
        findings INTEGER NOT NULL,
        open INTEGER NOT NULL
      ) STRICT`);
    await runner.query('CREATE INDEX fleet_runs_by_start ON fleet_runs (started_at, id)');
    await runner.query(`
      CREATE TABLE fleet_findings (
        id TEXT PRIMARY KEY NOT NULL,
        run_id TEXT NOT NULL REFERENCES fleet_runs (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        machine_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        app_name TEXT NOT NULL,
        fly_id TEXT,
        sentence TEXT NOT NULL,
        repair TEXT NOT NULL CHECK (repair IN ('apply', 'redo', 'person')),
        repaired_at TEXT,
        outcome TEXT
      ) STRICT`);
    await runner.query('CREATE INDEX fleet_findings_by_run ON fleet_findings (run_id, machine_id)');

    await runner.query(`
      CREATE TABLE fly_orphans (
        id TEXT PRIMARY KEY NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('app', 'machine', 'volume', 'ip')),
        app_name TEXT NOT NULL,
        fly_id TEXT NOT NULL,
        region TEXT,
        what TEXT NOT NULL,
        cents_per_month INTEGER NOT NULL,
        at_fly_since TEXT,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'kept', 'adopted', 'leaving', 'gone')),
        decided_by TEXT,
        decided_at TEXT,
        reason TEXT,
        UNIQUE (kind, app_name, fly_id)
      ) STRICT`);

    // The only way anything with a memory is removed. One open deletion for one thing.
    await runner.query(`
      CREATE TABLE fly_deletions (
        id TEXT PRIMARY KEY NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('app', 'machine', 'volume', 'ip')),
        app_name TEXT NOT NULL,
        fly_id TEXT NOT NULL,
        machine_id TEXT,
        user_id TEXT,
        orphan_id TEXT,
        reason TEXT NOT NULL,
        requested_by TEXT NOT NULL,
        requested_at TEXT NOT NULL,
        hold_until TEXT NOT NULL,
        snapshots TEXT NOT NULL,
        at_rest_since TEXT,
        state TEXT NOT NULL CHECK (state IN ('held', 'removing', 'done', 'cancelled')),
        waits_for TEXT,
        finished_at TEXT,
        updated_at TEXT NOT NULL
      ) STRICT`);
    await runner.query(
      `CREATE UNIQUE INDEX fly_deletions_open ON fly_deletions (kind, app_name, fly_id)
       WHERE state IN ('held', 'removing')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'fly_deletions',
      'fly_orphans',
      'fleet_findings',
      'fleet_runs',
      'machine_checks',
      'fly_listings',
      'fly_observed',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query('DROP INDEX users_deletion_due');
    for (const column of ['deleted_at', 'deletion_due_at', 'deletion_requested_at']) {
      await runner.query(`ALTER TABLE users DROP COLUMN ${column}`);
    }
  }
}
