import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications: the ledger of mails. `dedupe_key` is what makes a mail go out once. */
export class Notifications1763800003000 implements MigrationInterface {
  readonly name = 'Notifications1763800003000';

  async up(runner: QueryRunner): Promise<void> {
    // `data` is sealed, because some letters carry links that open an account, and is wiped once it is sent.
    await runner.query(`
      CREATE TABLE mails (
        id TEXT PRIMARY KEY,
        dedupe_key TEXT NOT NULL UNIQUE,
        user_id TEXT REFERENCES users(id) ON DELETE SET NULL,
        to_address TEXT NOT NULL,
        template TEXT NOT NULL,
        data TEXT,
        status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed')),
        provider_id TEXT,
        error TEXT,
        created_at TEXT NOT NULL,
        settled_at TEXT,
        CHECK ((status = 'queued') = (settled_at IS NULL)),
        CHECK ((status = 'sent') = (data IS NULL))
      )`);
    await runner.query('CREATE INDEX mails_by_user ON mails(user_id, created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mails');
  }
}
