import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sealed secrets, what is known about each Anthropic key, and the window that limits key checks. */
export class Byok1763800007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE secrets (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id),
        name TEXT NOT NULL,
        key_id TEXT NOT NULL,
        iv TEXT NOT NULL,
        ciphertext TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      )`);
    await runner.query('CREATE UNIQUE INDEX secrets_owner_name ON secrets (user_id, name)');
    await runner.query(`
      CREATE TABLE byok_keys (
        user_id TEXT PRIMARY KEY REFERENCES users (id),
        masked TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        verdict TEXT NOT NULL,
        model TEXT,
        undecided_checks INTEGER NOT NULL DEFAULT 0,
        last_checked_at TEXT NOT NULL,
        next_check_at TEXT NOT NULL,
        delivery TEXT NOT NULL CHECK (delivery IN ('none', 'pending', 'delivered', 'failed')),
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      )`);
    await runner.query('CREATE INDEX byok_keys_due ON byok_keys (next_check_at)');
    await runner.query(`
      CREATE TABLE byok_check_windows (
        user_id TEXT PRIMARY KEY REFERENCES users (id),
        window_no INTEGER NOT NULL,
        used INTEGER NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE byok_check_windows');
    await runner.query('DROP TABLE byok_keys');
    await runner.query('DROP TABLE secrets');
  }
}
