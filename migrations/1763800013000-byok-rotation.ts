import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A data key for every secret (sealed by the master key named in `key_id`), the key before the current one, what the
 * agent reported, and the owners whose secrets were destroyed for good. A secret without a data key is sealed by the
 * master key itself, as all were before.
 */
export class ByokRotation1763800013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE secrets ADD COLUMN data_key_iv TEXT');
    await runner.query(
      'ALTER TABLE secrets ADD COLUMN data_key TEXT CHECK ((data_key IS NULL) = (data_key_iv IS NULL))',
    );
    await runner.query('CREATE INDEX secrets_key_id ON secrets (key_id)');

    for (const column of [
      'delivered_at TEXT',
      'replaced_at TEXT',
      'previous_masked TEXT',
      'previous_fingerprint TEXT',
      'previous_delivered_at TEXT',
      'agent_failed_at TEXT',
      `agent_failure TEXT CHECK (agent_failure IN ('auth', 'billing'))`,
      'rolled_back_at TEXT',
      'rolled_back_masked TEXT',
      'rolled_back_verdict TEXT',
    ]) {
      await runner.query(`ALTER TABLE byok_keys ADD COLUMN ${column}`);
    }
    await runner.query(`UPDATE byok_keys SET delivered_at = updated_at WHERE delivery = 'delivered'`);
    await runner.query(
      'CREATE INDEX byok_keys_previous ON byok_keys (replaced_at) WHERE previous_fingerprint IS NOT NULL',
    );

    await runner.query(`
      CREATE TABLE byok_shredded (
        user_id TEXT PRIMARY KEY REFERENCES users (id),
        shredded_at TEXT NOT NULL
      ) STRICT`);
  }

  /** @throws Error when a secret has a data key: without the column it could not be opened any more. */
  async down(runner: QueryRunner): Promise<void> {
    const sealed: unknown = await runner.query('SELECT 1 FROM secrets WHERE data_key IS NOT NULL LIMIT 1');
    if (Array.isArray(sealed) && sealed.length > 0) {
      throw new Error('Secrets are sealed with data keys: going back would make them unreadable.');
    }
    await runner.query('DROP TABLE byok_shredded');
    await runner.query('DROP INDEX byok_keys_previous');
    for (const column of [
      'rolled_back_verdict',
      'rolled_back_masked',
      'rolled_back_at',
      'agent_failure',
      'agent_failed_at',
      'previous_delivered_at',
      'previous_fingerprint',
      'previous_masked',
      'replaced_at',
      'delivered_at',
    ]) {
      await runner.query(`ALTER TABLE byok_keys DROP COLUMN ${column}`);
    }
    await runner.query('DROP INDEX secrets_key_id');
    await runner.query('ALTER TABLE secrets DROP COLUMN data_key');
    await runner.query('ALTER TABLE secrets DROP COLUMN data_key_iv');
  }
}
