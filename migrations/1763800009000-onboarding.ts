import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A customer's "later" to the channel step, and the offset of the sandbox's clock. */
export class Onboarding1763800009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channel_step_skips (
        user_id TEXT PRIMARY KEY REFERENCES users (id),
        skipped_at TEXT NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE sandbox_clock (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        offset_seconds INTEGER NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sandbox_clock');
    await runner.query('DROP TABLE channel_step_skips');
  }
}
