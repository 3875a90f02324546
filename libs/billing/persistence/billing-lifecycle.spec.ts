import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDataSource, type LibsqlDataSource, openTestDatabase, queryRows } from '@automna/core';
import { migrations } from '../../../migrations/index.js';
import { BILLING_ENTITIES, SubscriptionEntity } from './billing-entities.js';

const AT = '2026-03-01T00:00:00.000Z';
const upTo = migrations.findIndex(({ name }) => name.startsWith('BillingLifecycle'));

/** Subscriptions written before late payments had a meaning are given the one the next reading would find. */
describe('The migration of subscriptions to standings', () => {
  let old: LibsqlDataSource;
  let next: LibsqlDataSource;

  beforeEach(async () => {
    old = await openTestDatabase({ entities: [], migrations: migrations.slice(0, upTo) });
  });
  afterEach(async () => {
    await next.destroy();
    await old.destroy();
  });

  const add = async (id: string, status: string, live: number) => {
    await old.query(
      `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
       VALUES (?, ?, 'Ada', 'x', 'customer', ?, ?)`,
      [`usr_${id}`, `${id}@example.com`, AT, AT],
    );
    await old.query(
      `INSERT INTO subscriptions (id, user_id, stripe_subscription_id, stripe_customer_id, status, live, duplicate,
         currency, period_start, cancel_at_period_end, stripe_created_at, last_event_at, revision, created_at, updated_at)
       VALUES (?, ?, ?, 'cus_1', ?, ?, 0, 'usd', ?, 0, ?, ?, 1, ?, ?)`,
      [id, `usr_${id}`, `stripe_${id}`, status, live, AT, AT, AT, AT, AT],
    );
  };
  const migrate = async () => {
    const url = old.options.database as string;
    next = await createDataSource({ url, entities: BILLING_ENTITIES, migrations });
    await next.runMigrations();
  };

  it.each([
    ['active', 1, 'running', null],
    ['trialing', 1, 'running', null],
    ['past_due', 1, 'payment_late', AT],
    ['unpaid', 1, 'suspended', AT],
    ['paused', 1, 'suspended', null],
    ['canceled', 0, 'ended', null],
    ['incomplete', 0, 'none', null],
  ])('%s (live: %i) becomes %s', async (status, live, service, since) => {
    await add('a', status, live);
    await migrate();
    expect(await next.getRepository(SubscriptionEntity).findOneByOrFail({ id: 'a' })).toMatchObject({
      status,
      service,
      pastDueSince: since === null ? null : new Date(since),
      nextPlan: null,
      billingInterval: null,
    });
  });

  it('allows one plan change under way for each customer', async () => {
    await add('a', 'active', 1);
    await migrate();
    const change = (id: string, status: string) =>
      next.query(
        `INSERT INTO plan_changes (id, user_id, stripe_subscription_id, kind, status, created_at, updated_at)
         VALUES (?, 'usr_a', 'stripe_a', 'cancel', ?, ?, ?)`,
        [id, status, AT, AT],
      );
    await change('chg_1', 'done');
    await change('chg_2', 'requested');
    await expect(change('chg_3', 'requested')).rejects.toThrow(/UNIQUE/);
    expect(await queryRows(next, 'SELECT COUNT(*) AS n FROM plan_changes')).toEqual([{ n: 2 }]);
  });
});
