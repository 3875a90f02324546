import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Billing: what a person has dealt with leaves the list of things to look at. */
export class BillingAttention1763800016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE billing_notices ADD COLUMN ${column}`);
    await runner.query('DROP INDEX billing_notices_attention');
    // The literal conditions of the list and of its count: one index for each side of the filter.
    await runner.query(
      'CREATE INDEX billing_notices_open ON billing_notices(noticed_at, key) WHERE attention = 1 AND done_at IS NULL',
    );
    await runner.query(
      'CREATE INDEX billing_notices_done ON billing_notices(noticed_at, key) WHERE attention = 1 AND done_at IS NOT NULL',
    );
    // Written as people write it; a reading of Stripe says the same from now on, so that no comparison stumbles over it.
    await runner.query(`UPDATE subscriptions SET discount_text = replace(discount_text, ' % off', '% off')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE subscriptions SET discount_text = replace(discount_text, '% off', ' % off')`);
    await runner.query('DROP INDEX billing_notices_done');
    await runner.query('DROP INDEX billing_notices_open');
    await runner.query(
      'CREATE INDEX billing_notices_attention ON billing_notices(noticed_at) WHERE attention = 1',
    );
    for (const column of [...COLUMNS].reverse()) {
      await runner.query(`ALTER TABLE billing_notices DROP COLUMN ${column.split(' ')[0]}`);
    }
  }
}

/** `done_by` is the member of staff; null when it settled itself. */
const COLUMNS = ['done_at TEXT', 'done_by TEXT', 'done_reason TEXT'] as const;
