import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What running agents were seen to be: the key they run with, their config, their channels, their usage. */
export class OpenclawObservation1763800015000 implements MigrationInterface {
  name = 'OpenclawObservation1763800015000';

  async up(runner: QueryRunner): Promise<void> {
    // Fingerprints are the first 16 hex digits of a SHA-256; no column here holds a secret.
    await runner.query(`
      CREATE TABLE machine_observations (
        machine_id TEXT PRIMARY KEY NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
        proof TEXT NOT NULL DEFAULT 'none' CHECK (proof IN ('none', 'waiting', 'proven', 'refuted')),
        proof_since TEXT,
        proof_redelivered TEXT,
        proven_fingerprint TEXT,
        proven_at TEXT,
        gateway TEXT CHECK (gateway IN ('answers', 'silent', 'refuses')),
        looked_at TEXT,
        answered_at TEXT,
        booted_at TEXT,
        config TEXT NOT NULL DEFAULT 'unknown' CHECK (config IN ('unknown', 'right', 'drifted', 'stuck')),
        drift TEXT,
        drift_hash TEXT,
        repairs INTEGER NOT NULL DEFAULT 0,
        repaired_at TEXT,
        log_file TEXT,
        log_cursor INTEGER,
        key_trouble TEXT CHECK (key_trouble IN ('auth', 'billing')),
        key_trouble_fingerprint TEXT,
        key_trouble_at TEXT,
        key_told_at TEXT,
        usage TEXT,
        usage_at TEXT,
        active_at TEXT,
        doctor_for TEXT,
        doctor_at TEXT
      ) STRICT`);
    await runner.query('CREATE INDEX machine_observations_looked ON machine_observations (looked_at)');

    // What the agent itself says of a channel. No row: it was not asked yet.
    await runner.query(`
      CREATE TABLE channel_observations (
        channel_id TEXT PRIMARY KEY NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
        state TEXT NOT NULL CHECK (state IN ('working', 'unlinked', 'failing')),
        observed_at TEXT NOT NULL
      ) STRICT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE channel_observations');
    await runner.query('DROP TABLE machine_observations');
  }
}
