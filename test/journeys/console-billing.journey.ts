import { beforeAll, describe, expect } from '@jest/globals';
import { sandbox } from '../support/sandbox-control.ts';
import { aCustomer, newKey } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import type { Visitor } from './support/visitor.js';

const shared = world();
let customer = '';

beforeAll(async () => {
  customer = (await aCustomer(shared.stack, { plan: 'pro', key: newKey(), machine: true })).email;
});

const signsInAs = async (visitor: Visitor, role: 'admin' | 'support') => {
  visitor.watch.expect(401, /\/api\/auth\/refresh$/);
  await visitor.page.goto('/admin/');
  await visitor.sees('Sign in');
  await visitor.fills('Work e-mail', `${role}@automna.test`);
  await visitor.page.getByLabel('Password', { exact: true }).fill(`automna-demo-${role}`);
  await visitor.presses('Sign in');
  await visitor.sees('Overview');
};

describe('billing in the staff console', () => {
  journey('support reads events, an event, drift and a customer', shared, async (visitor) => {
    const { page } = visitor;
    await signsInAs(visitor, 'support');
    await visitor.inspects('overview');
    await visitor.follows('Stripe events');
    await visitor.sees('Stripe events');
    await visitor.reads(/events$/);
    await visitor.inspects('events');
    await page.getByLabel('Type or its beginning').fill('zzz');
    await page.keyboard.press('Enter');
    await visitor.reads('No event fits');
    await visitor.inspects('events-none');
    await visitor.presses('Show all events');
    await visitor.follows('customer.subscription.created');
    await visitor.sees('customer.subscription.created');
    await visitor.sees('Payload');
    await visitor.inspects('event');
    await visitor.follows('Drift');
    await visitor.sees('Drift');
    await visitor.sees('History');
    await visitor.inspects('drift-support');
  });

  journey('an admin replays, checks and repairs', shared, async (visitor) => {
    const { page } = visitor;
    const { stripe } = shared.stack.vendors;
    await signsInAs(visitor, 'admin');
    await page.goto('/admin/billing/events?type=customer.subscription.created');
    await visitor.follows('customer.subscription.created');
    await visitor.presses('Replay customer.subscription.created');
    await visitor.sees('Replay this event?');
    await visitor.inspects('replay');
    await page.getByLabel('Reason (optional)').fill('Trying it out');
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
    await visitor.reads('Trying it out');
    await visitor.sees('Replays');
    await page.getByText('Processed').first().waitFor();
    await visitor.inspects('replayed');

    await visitor.follows('Drift');
    await visitor.presses('Check now');
    await visitor.reads('Stripe and the database agree');
    await visitor.inspects('drift-agree');

    await sandbox.webhooks(stripe, { mode: 'drop' });
    const headers = {
      authorization: 'Bearer sk_test_sandbox',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const list = (await (await fetch(`${stripe}/v1/subscriptions`, { headers })).json()) as {
      data: { id: string }[];
    };
    for (const { id } of list.data) {
      await fetch(`${stripe}/v1/subscriptions/${id}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ cancel_at_period_end: 'true' }),
      });
    }
    await visitor.presses('Check now');
    await visitor.reads('Can be repaired');
    await visitor.inspects('drift-findings');
    await visitor.presses('Repair…');
    await visitor.sees('What the repair will do');
    await visitor.inspects('drift-plan');
    await page.getByLabel('Why is it repaired now?').fill('Webhooks were lost');
    await visitor.presses(/^Repair \d/);
    await visitor.reads('Reason: Webhooks were lost');
    await page.getByText('Repaired', { exact: true }).first().waitFor();
    await visitor.inspects('drift-repaired');
    await page.goto('/admin/customers');
    await visitor.sees('Customers');
    await page.getByLabel('Search by e-mail or name').fill(customer);
    await visitor.sees(page.getByText(customer));
    await visitor.follows('Kim Example');
    await visitor.sees('Invoices');
    await visitor.inspects('customer');
    expect(page.url()).toContain('/customers/usr_');
  });
});
