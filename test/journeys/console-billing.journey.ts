import { afterEach, describe, expect } from '@jest/globals';
import { sandbox } from '../support/sandbox-control.js';
import { AtStripe } from './support/billing-steps.js';
import { signsInAs, staff } from './support/console-steps.js';
import { aCustomer } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import { asAdmin } from './support/staff-api.js';
import { until } from './support/wait.js';

const shared = world();

afterEach(() => sandbox.webhooks(shared.stack.vendors.stripe, { mode: 'normal' }));

/** The bank of the customer with this address disputes what they paid last. */
async function disputes(email: string): Promise<void> {
  const { stripe, customerId } = await AtStripe.find(shared.stack, email);
  const { data } = await stripe.charges.list({ customer: customerId, limit: 1 });
  const response = await fetch(`${shared.stack.vendors.stripe}/_sandbox/stripe/disputes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ charge: data[0]?.id }),
  });
  expect(response.ok).toBe(true);
}

describe('billing in the staff console', () => {
  journey('support reads a customer’s money, events and drift', shared, async (visitor) => {
    const { page } = visitor;
    const { email, call } = await aCustomer(shared.stack, { plan: 'pro' });
    await call('POST', '/api/user/subscription/change', { plan: 'starter' });
    await signsInAs(visitor, ...staff('support'));
    await visitor.sees('Overview');
    await page.goto(`/admin/customers?q=${encodeURIComponent(email)}`);
    await visitor.follows('Kim Example');
    await visitor.sees('Kim Example');
    await visitor.sees(page.getByRole('region', { name: 'Invoices' }).getByText('$30.00'));
    await visitor.sees(page.getByText('Next plan', { exact: true }));
    await visitor.inspects('console-customer-billing');

    await visitor.follows('All Stripe events of this customer');
    await page.waitForURL((url) => url.searchParams.get('customer')?.startsWith('usr_') ?? false);
    await visitor.sees('Stripe events');
    await visitor.reads(/events$/);
    const type = page.getByLabel('Type or its beginning');
    await type.fill('zzz');
    await page.keyboard.press('Enter');
    await visitor.reads('No event fits');
    await visitor.inspects('console-events-none');
    await type.fill('invoice.paid');
    await page.keyboard.press('Enter');
    await visitor.reads('1 event');
    await visitor.inspects('console-events');
    await visitor.follows('invoice.paid');
    await visitor.sees('Payload');
    await visitor.reads('Only admins can replay events. Your account is support.');
    await visitor.inspects('console-event-support');
    expect(await page.getByRole('button', { name: /^Replay/ }).count()).toBe(0);

    await visitor.follows('Drift');
    await visitor.sees('History');
    await visitor.reads('Only admins can check and repair. Your account is support.');
    await visitor.inspects('console-drift-support');
  });

  journey('an admin replays an event, checks and repairs', shared, async (visitor) => {
    const { page } = visitor;
    const { email, call } = await aCustomer(shared.stack, { plan: 'pro' });
    const { stripe, subscriptionId } = await AtStripe.find(shared.stack, email);
    await signsInAs(visitor, ...staff('admin'));
    await visitor.sees('Overview');
    await page.goto('/admin/billing/events?type=customer.subscription.created');
    await visitor.follows('customer.subscription.created');
    await visitor.presses('Replay customer.subscription.created');
    await visitor.sees('Replay this event?');
    await page.getByLabel('Reason (optional)').fill('Trying it out');
    await visitor.inspects('console-replay');
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
    await visitor.reads('Trying it out');
    await visitor.sees('Replays');
    await visitor.sees(page.getByText('Processed').nth(1));
    await visitor.inspects('console-replayed');

    const underWay = page.getByText('A check is running.');
    await visitor.follows('Drift');
    await visitor.presses('Check now');
    await visitor.reads(/Check by staff · /);
    await underWay.waitFor({ state: 'detached' });
    await visitor.reads('Stripe and the database agree');
    await visitor.inspects('console-drift-agree');

    await sandbox.webhooks(shared.stack.vendors.stripe, { mode: 'drop' });
    await stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    await visitor.presses('Check now');
    await visitor.reads('Can be repaired');
    await underWay.waitFor({ state: 'detached' });
    await visitor.inspects('console-drift-findings');
    await visitor.presses('Repair…');
    await visitor.sees('What the repair will do');
    await visitor.inspects('console-drift-plan');
    await page.getByLabel('Why is it repaired now?').fill('Webhooks were lost');
    await visitor.presses(/^Repair \d/);
    await visitor.reads('Reason: Webhooks were lost');
    await visitor.reads('all repaired');
    await visitor.inspects('console-drift-repaired');
    expect(await call('GET', '/api/user/subscription')).toMatchObject({ cancelAtPeriodEnd: true });
  });

  journey(
    'an admin settles what Stripe reported, and looks at the fleet’s history',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const { email } = await aCustomer(shared.stack, { plan: 'pro' });
      await disputes(email);
      const open = () => asAdmin<{ attention: number }>(shared.stack, '/overview');
      await until('the dispute being told', async () => (await open()).attention > 0);
      await signsInAs(visitor, ...staff('admin'));
      await visitor.sees('Overview');
      await visitor.inspects('console-overview-attention');
      await visitor.follows(/things? about billing to look at/);
      await visitor.sees('Attention');
      await visitor.reads('Dispute opened');
      await visitor.inspects('console-attention');
      await visitor.presses(/^Done…/);
      await visitor.sees('Is this dealt with?');
      await page.getByLabel('What was done about it?').fill('Evidence was sent to the bank');
      await visitor.inspects('console-attention-done');
      await visitor.presses('Mark as done');
      await visitor.reads('Dispute opened marked as done.');
      await visitor.reads('Nothing waits for a person');
      await visitor.inspects('console-attention-none');
      await visitor.follows('Dealt with');
      await visitor.reads('Evidence was sent to the bank');
      await visitor.inspects('console-attention-history');

      await visitor.follows('Fleet check');
      await visitor.sees('History');
      await visitor.presses('Check now');
      await visitor.reads(/Check by staff · /);
      await page.getByText('A check is running.').waitFor({ state: 'detached' });
      await visitor.inspects('console-fleet');
    },
  );
});
