import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Billing: customers, prices, checkouts and subscriptions as Stripe knows them, and the inbox of its webhooks. */
export class Billing1763800004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The row is the intent: it is written before Stripe is asked, with what Stripe is asked.
    await runner.query(`
      CREATE TABLE stripe_customers (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id),
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        stripe_customer_id TEXT UNIQUE,
        attempt INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        deleted_at TEXT
      ) STRICT`);
    await runner.query(`
      CREATE UNIQUE INDEX stripe_customers_one_per_user ON stripe_customers(user_id) WHERE deleted_at IS NULL`);

    // Every price that ever stood for a plan: a subscription keeps its price when the lookup key moves on.
    await runner.query(`
      CREATE TABLE stripe_prices (
        price_id TEXT PRIMARY KEY,
        catalogue TEXT NOT NULL CHECK (catalogue IN ('byok', 'legacy')),
        plan TEXT NOT NULL,
        lookup_key TEXT NOT NULL,
        cents INTEGER,
        seen_at TEXT NOT NULL
      ) STRICT`);

    await runner.query(`
      CREATE TABLE checkouts (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id),
        plan TEXT NOT NULL,
        price_id TEXT NOT NULL,
        stripe_customer_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('creating', 'open', 'complete', 'expired', 'failed')),
        stripe_session_id TEXT UNIQUE,
        url TEXT,
        stripe_subscription_id TEXT,
        expires_at TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT`);
    await runner.query(`
      CREATE UNIQUE INDEX checkouts_one_open_per_user ON checkouts(user_id) WHERE status IN ('creating', 'open')`);
    await runner.query('CREATE INDEX checkouts_by_user ON checkouts(user_id, created_at)');

    await runner.query(`
      CREATE TABLE subscriptions (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id),
        stripe_subscription_id TEXT NOT NULL UNIQUE,
        stripe_customer_id TEXT NOT NULL,
        status TEXT NOT NULL,
        live INTEGER NOT NULL CHECK (live IN (0, 1)),
        duplicate INTEGER NOT NULL CHECK (duplicate IN (0, 1)),
        price_id TEXT,
        catalogue TEXT,
        plan TEXT,
        price_cents INTEGER,
        currency TEXT NOT NULL,
        period_start TEXT,
        period_end TEXT,
        cancel_at_period_end INTEGER NOT NULL,
        canceled_at TEXT,
        stripe_created_at TEXT NOT NULL,
        last_event_at TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        CHECK (NOT (live = 1 AND duplicate = 1))
      ) STRICT`);
    await runner.query(
      'CREATE UNIQUE INDEX subscriptions_one_live_per_user ON subscriptions(user_id) WHERE live = 1',
    );
    await runner.query('CREATE INDEX subscriptions_by_user ON subscriptions(user_id, stripe_created_at)');

    await runner.query(`
      CREATE TABLE stripe_events (
        id TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        api_version TEXT,
        object_id TEXT,
        stripe_customer_id TEXT,
        status TEXT NOT NULL CHECK (status IN ('pending', 'processed', 'ignored', 'failed')),
        outcome TEXT,
        payload TEXT NOT NULL,
        event_at TEXT NOT NULL,
        received_at TEXT NOT NULL,
        processed_at TEXT
      ) STRICT`);
    await runner.query(
      'CREATE INDEX stripe_events_by_customer ON stripe_events(stripe_customer_id, event_at)',
    );
    await runner.query('CREATE INDEX stripe_events_by_status ON stripe_events(status, received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'stripe_events',
      'subscriptions',
      'checkouts',
      'stripe_prices',
      'stripe_customers',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
