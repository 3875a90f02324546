import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Billing: what a late payment, a scheduled or a waiting change means for a subscription, and the changes asked for. */
export class BillingLifecycle1763800010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE subscriptions ADD COLUMN ${column}`);

    // The next reading of Stripe corrects what this can only derive: a renewal is invoiced when its period begins.
    await runner.query(`
      UPDATE subscriptions SET
        service = CASE
          WHEN status IN ('canceled', 'incomplete_expired') THEN 'ended'
          WHEN live = 0 THEN 'none'
          WHEN status IN ('active', 'trialing') THEN 'running'
          WHEN status = 'past_due' THEN 'payment_late'
          ELSE 'suspended' END,
        past_due_since = CASE WHEN status IN ('past_due', 'unpaid') THEN period_start END`);
    await runner.query('CREATE INDEX subscriptions_by_service ON subscriptions(service, past_due_since)');

    // The row is the intent: it is written before Stripe is asked, and holds what the customer agreed to.
    await runner.query(`
      CREATE TABLE plan_changes (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id),
        stripe_subscription_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('upgrade', 'downgrade', 'keep', 'cancel', 'resume')),
        from_plan TEXT,
        to_plan TEXT,
        to_price_id TEXT,
        proration_date INTEGER,
        quoted_cents INTEGER,
        keep_channels TEXT,
        cancel_reason TEXT,
        cancel_comment TEXT,
        status TEXT NOT NULL CHECK (status IN ('requested', 'awaiting_payment', 'scheduled', 'done', 'failed', 'superseded')),
        outcome TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT`);
    await runner.query(`
      CREATE UNIQUE INDEX plan_changes_one_requested ON plan_changes(user_id) WHERE status = 'requested'`);
    await runner.query('CREATE INDEX plan_changes_by_user ON plan_changes(user_id, created_at)');
    await runner.query(
      'CREATE INDEX plan_changes_by_subscription ON plan_changes(stripe_subscription_id, status)',
    );

    // What Stripe reported beside the subscription itself: told once, and listed for staff when a person must look.
    await runner.query(`
      CREATE TABLE billing_notices (
        key TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id),
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        attention INTEGER NOT NULL CHECK (attention IN (0, 1)),
        stripe_id TEXT NOT NULL,
        cents INTEGER,
        currency TEXT,
        noticed_at TEXT NOT NULL
      ) STRICT`);
    await runner.query('CREATE INDEX billing_notices_by_user ON billing_notices(user_id, noticed_at)');
    await runner.query(
      'CREATE INDEX billing_notices_attention ON billing_notices(noticed_at) WHERE attention = 1',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE billing_notices');
    await runner.query('DROP TABLE plan_changes');
    await runner.query('DROP INDEX subscriptions_by_service');
    for (const column of [...COLUMNS].reverse()) {
      await runner.query(`ALTER TABLE subscriptions DROP COLUMN ${column.split(' ')[0]}`);
    }
  }
}

const COLUMNS = [
  `service TEXT NOT NULL DEFAULT 'none' CHECK (service IN ('running', 'payment_late', 'suspended', 'ended', 'none'))`,
  'past_due_since TEXT',
  'overdue_invoice_id TEXT',
  'pay_url TEXT',
  'item_id TEXT',
  'quantity INTEGER',
  'schedule_id TEXT',
  'next_price_id TEXT',
  'next_catalogue TEXT',
  'next_plan TEXT',
  'next_plan_at TEXT',
  'pending_price_id TEXT',
  'pending_plan TEXT',
  'pending_update_expires_at TEXT',
  'trial_end TEXT',
  'discount_text TEXT',
  `billing_interval TEXT CHECK (billing_interval IN ('month', 'year'))`,
] as const;
