import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts: people, their sessions and one-time tokens, attempt counters, the customer timeline and the audit log. */
export class Accounts1763800002000 implements MigrationInterface {
  readonly name = 'Accounts1763800002000';

  async up(runner: QueryRunner): Promise<void> {
    // Addresses are stored normalised, so UNIQUE means one account per address however it is typed.
    await runner.query(`
      CREATE TABLE users (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('customer', 'support', 'admin')),
        email_verified_at TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      )`);

    // One sign-in on one device: the family of refresh tokens that follow from it.
    await runner.query(`
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        last_used_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        revoked_at TEXT,
        revoked_reason TEXT CHECK (revoked_reason IN ('signed_out', 'reuse', 'password_changed')),
        CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
      )`);
    await runner.query('CREATE INDEX sessions_by_user ON sessions(user_id)');
    await runner.query('CREATE INDEX sessions_by_expiry ON sessions(expires_at)');

    await runner.query(`
      CREATE TABLE refresh_tokens (
        token_hash TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        rotated_at TEXT,
        successor_hash TEXT,
        CHECK ((rotated_at IS NULL) = (successor_hash IS NULL))
      )`);
    await runner.query('CREATE INDEX refresh_tokens_by_session ON refresh_tokens(session_id)');

    await runner.query(`
      CREATE TABLE one_time_tokens (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        purpose TEXT NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        used_at TEXT
      )`);
    await runner.query('CREATE INDEX one_time_tokens_by_user ON one_time_tokens(user_id, purpose)');
    await runner.query('CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens(expires_at)');

    // Keys are hashes: the table is a list of counters, not of addresses.
    await runner.query(`
      CREATE TABLE attempt_counters (
        key TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        window_ends_at TEXT NOT NULL
      )`);
    await runner.query('CREATE INDEX attempt_counters_by_end ON attempt_counters(window_ends_at)');

    await runner.query(`
      CREATE TABLE timeline_entries (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        cause TEXT,
        data TEXT NOT NULL
      )`);
    await runner.query('CREATE INDEX timeline_entries_by_user ON timeline_entries(user_id, at, id)');

    // No reference to users: what was done stays on record whatever happens to the account.
    await runner.query(`
      CREATE TABLE audit_entries (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        reason TEXT NOT NULL,
        before TEXT,
        after TEXT
      )`);
    await runner.query('CREATE INDEX audit_entries_by_subject ON audit_entries(subject, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'audit_entries',
      'timeline_entries',
      'attempt_counters',
      'one_time_tokens',
      'refresh_tokens',
      'sessions',
      'users',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
