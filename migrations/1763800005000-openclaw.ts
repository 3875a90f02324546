import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels and the budget of token checks. */
export class Openclaw1763800005000 implements MigrationInterface {
  name = 'Openclaw1763800005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channels (
        id TEXT PRIMARY KEY NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('telegram', 'web', 'discord', 'whatsapp')),
        status TEXT NOT NULL CHECK (status IN ('active', 'connecting', 'paused')),
        label TEXT NOT NULL,
        external_id TEXT,
        token TEXT,
        created_at TEXT NOT NULL
      )`);
    // One channel of a kind per customer; paused ones wait without counting.
    await runner.query(
      `CREATE UNIQUE INDEX channels_one_per_kind ON channels (user_id, kind) WHERE status <> 'paused'`,
    );
    // A bot polled by two agents answers from neither.
    await runner.query(
      `CREATE UNIQUE INDEX channels_one_agent_per_bot ON channels (external_id, kind)
       WHERE external_id IS NOT NULL AND status <> 'paused'`,
    );
    await runner.query(`CREATE INDEX channels_user ON channels (user_id)`);
    await runner.query(`
      CREATE TABLE channel_checks (
        scope TEXT NOT NULL,
        window_start TEXT NOT NULL,
        used INTEGER NOT NULL,
        PRIMARY KEY (scope, window_start)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE channel_checks');
    await runner.query('DROP TABLE channels');
  }
}
