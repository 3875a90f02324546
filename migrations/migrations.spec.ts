import { readdirSync } from 'node:fs';
import { type LibsqlDataSource, createDataSource, openTestDatabase, queryRows } from '@automna/core';
import { migrations } from './index.js';

/**
 * Rows a database of that age could hold, put in right after the migration and expected to be there after all later
 * ones. A migration that changes existing tables adds the rows it could hurt.
 */
const SEEDS: Record<string, { sql: string; count: string }> = {
  Accounts1763800002000: {
    sql: `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
      VALUES ('usr_1', 'ada@example.com', 'Ada', 'x', 'customer', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`,
    count: `SELECT COUNT(*) AS n FROM users WHERE email = 'ada@example.com'`,
  },
  BillingReconcile1763800011000: {
    sql: `INSERT INTO billing_notices (key, user_id, kind, title, attention, stripe_id, noticed_at)
      VALUES ('billing.dispute_opened:dp_1', 'usr_1', 'billing.dispute_opened', 'A dispute', 1, 'dp_1', '2026-01-01T00:00:00.000Z')`,
    count: `SELECT COUNT(*) AS n FROM billing_notices WHERE attention = 1 AND noticed_at = '2026-01-01T00:00:00.000Z'`,
  },
  Core1763800001000: {
    sql: `INSERT INTO outbox_jobs (id, kind, payload, dedupe_key, status, attempt, max_attempts, run_at, created_at)
      VALUES ('job_1', 'old.kind', '{}', 'once', 'pending', 0, 15, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`,
    count: `SELECT COUNT(*) AS n FROM outbox_jobs WHERE dedupe_key = 'once'`,
  },
};

const nameOf = (migration: { name: string }): string => migration.name;

describe('the schema migrations', () => {
  it('are listed in order, each file once', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /^\d{13}-.+\.ts$/.test(file));
    const times = files.map((file) => file.slice(0, 13)).sort();
    expect(migrations.map((migration) => migration.name.slice(-13))).toEqual(times);
  });

  it('leave no table of a foreign key missing, and a clean database', async () => {
    const db = await openTestDatabase({ entities: [] });
    const tables = await queryRows<{ name: string }>(
      db,
      `SELECT name FROM sqlite_master WHERE type = 'table'`,
    );
    const names = tables.map((table) => table.name);
    for (const name of names) {
      const keys = await queryRows<{ table: string }>(db, `PRAGMA foreign_key_list("${name}")`);
      for (const key of keys) expect([name, names]).toEqual([name, expect.arrayContaining([key.table])]);
    }
    expect(await queryRows(db, 'PRAGMA foreign_key_check')).toEqual([]);
    expect(await queryRows(db, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await db.destroy();
  });

  it('run a second time without doing anything', async () => {
    const db = await openTestDatabase({ entities: [] });
    expect(await db.runMigrations()).toEqual([]);
    await db.destroy();
  });

  it.each(migrations.map((migration, index) => [nameOf(migration), index + 1] as const))(
    'bring a database as of %s up to date with its rows',
    async (_, count) => {
      const db = await openTestDatabase({ entities: [], migrations: migrations.slice(0, count) });
      const seeds = migrations.slice(0, count).flatMap((migration) => SEEDS[nameOf(migration)] ?? []);
      for (const seed of seeds) await db.query(seed.sql);
      const next = await upToDate(db);
      for (const seed of seeds) expect(await queryRows(next, seed.count)).toEqual([{ n: 1 }]);
      expect(await queryRows(next, 'PRAGMA foreign_key_check')).toEqual([]);
      await next.destroy();
      await db.destroy();
    },
  );

  it('write discounts as a reading of Stripe writes them now', async () => {
    const before = migrations.findIndex((migration) => nameOf(migration) === 'BillingAttention1763800016000');
    const db = await openTestDatabase({ entities: [], migrations: migrations.slice(0, before) });
    await db.query(SEEDS['Accounts1763800002000']?.sql ?? '');
    const at = '2026-01-01T00:00:00.000Z';
    const texts = ['12.5 % off for 3 months, and 10 % off', '$5.00 off once', null];
    for (const [number, text] of texts.entries()) {
      await db.query(
        `INSERT INTO subscriptions (id, user_id, stripe_subscription_id, stripe_customer_id, status, live, duplicate,
           currency, cancel_at_period_end, stripe_created_at, last_event_at, revision, created_at, updated_at, discount_text)
         VALUES (?, 'usr_1', ?, 'cus_1', 'canceled', 0, 0, 'usd', 0, ?, ?, 1, ?, ?, ?)`,
        [`sub_${number}`, `sub_${number}`, at, at, at, at, text],
      );
    }
    const next = await upToDate(db);
    expect(await queryRows(next, 'SELECT discount_text FROM subscriptions ORDER BY id')).toEqual([
      { discount_text: '12.5% off for 3 months, and 10% off' },
      { discount_text: '$5.00 off once' },
      { discount_text: null },
    ]);
    await next.destroy();
    await db.destroy();
  });

  it('can be taken back one by one in development', async () => {
    const db = await openTestDatabase({ entities: [] });
    for (const migration of [...migrations].reverse()) {
      await db.undoLastMigration().catch((error: unknown) => {
        throw new Error(`${nameOf(migration)} cannot be undone`, { cause: error });
      });
    }
    const left = await queryRows<{ name: string }>(
      db,
      `SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'`,
    );
    expect(left).toEqual([{ name: 'migrations' }]);
    await db.destroy();
  });
});

async function upToDate(old: LibsqlDataSource): Promise<LibsqlDataSource> {
  const next = await createDataSource({ url: old.options.database as string, entities: [], migrations });
  await next.runMigrations();
  return next;
}
