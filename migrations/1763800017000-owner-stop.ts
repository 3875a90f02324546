import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A customer may stop their agent; it stays down until they start it again. */
export class OwnerStop1763800017000 implements MigrationInterface {
  name = 'OwnerStop1763800017000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE machines ADD COLUMN stopped_by_owner_at TEXT');
    await allow(runner, ['payment', 'ended', 'owner']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE machines SET suspended = NULL, suspended_at = NULL WHERE suspended = 'owner'`);
    await allow(runner, ['payment', 'ended']);
    await runner.query('ALTER TABLE machines DROP COLUMN stopped_by_owner_at');
  }
}

/** SQLite cannot change a check; the column is replaced by one that has another. */
async function allow(runner: QueryRunner, reasons: readonly string[]): Promise<void> {
  const list = reasons.map((reason) => `'${reason}'`).join(', ');
  await runner.query(`ALTER TABLE machines ADD COLUMN hold TEXT CHECK (hold IN (${list}))`);
  await runner.query('UPDATE machines SET hold = suspended');
  await runner.query('ALTER TABLE machines DROP COLUMN suspended');
  await runner.query('ALTER TABLE machines RENAME COLUMN hold TO suspended');
}
