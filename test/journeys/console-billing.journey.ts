import { afterEach, describe, expect } from '@jest/globals';
import { sandbox } from '../support/sandbox-control.js';
import { AtStripe } from './support/billing-steps.js';
import { signsInAs, staff } from './support/console-steps.js';
import { aCustomer } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';

const shared = world();

afterEach(() => sandbox.webhooks(shared.stack.vendors.stripe, { mode: 'normal' }));

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
});
