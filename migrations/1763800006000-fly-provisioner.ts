import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Machines, the steps of setting them up, and the turns at Fly that all processes share. */
export class FlyProvisioner1763800006000 implements MigrationInterface {
  name = 'FlyProvisioner1763800006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE machines (
        id TEXT PRIMARY KEY NOT NULL,
        user_id TEXT NOT NULL UNIQUE REFERENCES users (id),
        app_name TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('provisioning', 'ready', 'failed')),
        step TEXT,
        region TEXT NOT NULL,
        full_regions TEXT NOT NULL,
        volume_id TEXT UNIQUE,
        discard_volume_id TEXT,
        fly_machine_id TEXT UNIQUE,
        machine_version TEXT,
        secrets_version INTEGER NOT NULL,
        applied_secrets_hash TEXT,
        desired_config_hash TEXT,
        applied_config_hash TEXT,
        plan TEXT CHECK (plan IN ('starter', 'pro', 'power')),
        gateway_token TEXT NOT NULL,
        proxy_token_hash TEXT UNIQUE,
        run INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        error_code TEXT,
        error_text TEXT,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      )`);
    await runner.query(`CREATE INDEX machines_state ON machines (state, updated_at)`);
    await runner.query(`
      CREATE TABLE provision_steps (
        machine_id TEXT NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
        step TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
        detail TEXT,
        started_at TEXT,
        finished_at TEXT,
        PRIMARY KEY (machine_id, step)
      )`);
    // When the next free turn of an app and action is, in milliseconds since 1970.
    await runner.query(`
      CREATE TABLE fly_pacing (
        bucket TEXT PRIMARY KEY NOT NULL,
        next_at INTEGER NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE fly_pacing');
    await runner.query('DROP TABLE provision_steps');
    await runner.query('DROP TABLE machines');
  }
}
