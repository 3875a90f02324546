import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels that wait, the choice of which ones stay, and machines that are held while nobody pays for them. */
export class ChannelPause1763800012000 implements MigrationInterface {
  name = 'ChannelPause1763800012000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channels ADD COLUMN paused_at TEXT');
    await runner.query(
      `ALTER TABLE channels ADD COLUMN paused_reason TEXT CHECK (paused_reason IN ('plan', 'customer'))`,
    );
    // Why an older one waits is not known; only a person may bring it back.
    await runner.query(
      `UPDATE channels SET paused_at = created_at, paused_reason = 'customer' WHERE status = 'paused'`,
    );
    // `keep`: JSON list of the channels that stay when the plan falls. `fitted_limit`: what the channels were last
    // brought in line with, so that only a plan that really allows more brings channels back; null is unlimited.
    await runner.query(`
      CREATE TABLE channel_plans (
        user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        keep TEXT,
        fitted_limit INTEGER,
        updated_at TEXT NOT NULL
      ) STRICT`);

    // The reason is the intent and written before Fly is asked; the time is when it was seen to have stopped.
    await runner.query(
      `ALTER TABLE machines ADD COLUMN suspended TEXT CHECK (suspended IN ('payment', 'ended'))`,
    );
    await runner.query('ALTER TABLE machines ADD COLUMN suspended_at TEXT');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE machines DROP COLUMN suspended_at');
    await runner.query('ALTER TABLE machines DROP COLUMN suspended');
    await runner.query('DROP TABLE channel_plans');
    await runner.query('ALTER TABLE channels DROP COLUMN paused_reason');
    await runner.query('ALTER TABLE channels DROP COLUMN paused_at');
  }
}
