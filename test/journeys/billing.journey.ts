import { afterEach, describe, expect } from '@jest/globals';
import { sandbox } from '../support/sandbox-control.js';
import {
  AtStripe,
  DAY,
  HOUR,
  fillsInGoodCard,
  readsInTheEnd,
  seesInTheEnd,
  timePassesUntil,
} from './support/billing-steps.js';
import { CARDS, aCustomer, newKey, pays, signsIn, telegramToken } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import type { Visitor } from './support/visitor.js';

const shared = world();
const BILLING = '/settings/billing';

afterEach(() => sandbox.clearFaults(shared.stack.vendors.stripe));

/** Signs in as somebody with this plan and opens the page about it. */
async function isAtBilling(visitor: Visitor, plan: 'starter' | 'pro') {
  const customer = await aCustomer(shared.stack, { plan });
  await signsIn(visitor, customer.email);
  await visitor.sees('Connect your AI');
  await visitor.page.goto(BILLING);
  await visitor.sees('Plan and billing');
  return { ...customer, atStripe: await AtStripe.find(shared.stack, customer.email) };
}

/** A month later nobody is signed in any more. */
async function signsInAfterLong(visitor: Visitor, email: string): Promise<void> {
  visitor.watch.expect(401, /\/api\/auth\/refresh$/);
  await signsIn(visitor, email);
  await visitor.page.waitForURL((url) => url.pathname !== '/login');
}

/** An amount of the page, in cents. */
async function centsOf({ page }: Visitor, name: RegExp): Promise<number> {
  const words = await page.getByRole('button', { name }).innerText();
  return Math.round(Number(/\$([\d.]+)/.exec(words)?.[1]) * 100);
}

const region = ({ page }: Visitor, name: string) => page.getByRole('region', { name });

describe('changing the plan', () => {
  journey(
    'an upgrade is shown to the cent; a new amount is asked again, and only that is charged',
    shared,
    async (visitor) => {
      const { page } = visitor;
      visitor.watch.expect(409, /\/subscription\/change$/);
      const { atStripe } = await isAtBilling(visitor, 'starter');
      await visitor.sees(region(visitor, 'Your plan').getByText('$20.00', { exact: true }));
      await visitor.sees(region(visitor, 'Invoices').getByRole('row', { name: /\$20\.00.*Paid/ }));
      await visitor.inspects('billing');

      await visitor.follows('Upgrade to Power');
      await visitor.isAt(`${BILLING}/change/power`);
      const pay = /^Pay \$[\d.]+ and switch to Power$/;
      await visitor.sees(page.getByRole('button', { name: pay }));
      await visitor.inspects('change-upgrade');
      const first = await centsOf(visitor, pay);

      await atStripe.givesCredit(500);
      await visitor.presses(pay);
      await visitor.reads('The amount has changed since you saw it.');
      await visitor.sees(page.getByText('Paid from your credit'));
      await visitor.inspects('change-outdated');
      expect(await atStripe.paidCents()).toEqual([2000]);
      const second = await centsOf(visitor, pay);
      expect(Math.abs(first - 500 - second)).toBeLessThanOrEqual(1);

      await visitor.presses(pay);
      await visitor.isAt(BILLING);
      await visitor.reads('You are on Power now.');
      expect(await atStripe.paidCents()).toEqual([second, 2000]);
      await visitor.sees(region(visitor, 'Your plan').getByText('$40.00 a month'));
      const invoices = region(visitor, 'Invoices');
      await visitor.sees(invoices.getByRole('row').nth(2));
      await visitor.inspects('billing-upgraded');
      await visitor.portrays('billing');

      await page.goBack();
      await visitor.sees('You are on Power');
      await visitor.inspects('change-same');
    },
  );

  journey('a bank that wants to be asked is asked at Stripe', shared, async (visitor) => {
    const { page } = visitor;
    const { atStripe } = await isAtBilling(visitor, 'starter');
    await atStripe.takesCardThatAsks();
    await visitor.follows('Upgrade to Pro');
    await visitor.presses(/^Pay \$[\d.]+ and switch to Pro$/);
    await visitor.sees(/^Invoice /);
    await visitor.inspects('stripe-invoice');

    await page.goto(BILLING);
    await visitor.reads(/for Pro waits for you/);
    await visitor.inspects('billing-awaiting');
    const [stripePage] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: /^Pay \$[\d.]+ at Stripe/ }).click(),
    ]);
    await stripePage.getByRole('button', { name: /^Pay \$[\d.]+$/ }).click();
    await stripePage.getByRole('heading', { name: 'Complete authentication' }).waitFor();
    await stripePage.getByRole('button', { name: 'Complete' }).click();
    await stripePage.getByText('Status: paid').waitFor();
    await stripePage.close();
    // Without a reload: somebody who comes back from Stripe's page looks at this one.
    await region(visitor, 'Your plan').getByText('$30.00 a month', { exact: true }).waitFor();
    expect(await page.getByText(/waits for you/).count()).toBe(0);
  });

  journey(
    'a downgrade waits for the end of the month; the channel that has no room is paused and comes back',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const { email, call } = await aCustomer(shared.stack, { plan: 'pro', key: newKey(), machine: true });
      for (const body of [{ kind: 'web' }, { kind: 'telegram', token: telegramToken() }]) {
        await call('POST', '/api/user/channels', body);
      }
      await signsIn(visitor, email);
      await visitor.sees('Hello, Kim');
      await page.goto(`${BILLING}/change/starter`);
      await visitor.sees('Change to Starter');
      expect(await page.getByLabel('Web chat').isChecked()).toBe(true);
      await page.getByLabel(/^@sandbox_/).check();
      await visitor.inspects('change-downgrade');
      await visitor.presses(/^Switch to Starter on /);
      await visitor.reads(/^Your plan changes to Starter on /);
      await visitor.reads('Your next plan');
      await visitor.inspects('billing-scheduled');

      const { currentPeriodEnd = '' } = await call('GET', '/api/user/subscription');
      await timePassesUntil(shared.stack, currentPeriodEnd, 2 * HOUR);
      await signsInAfterLong(visitor, email);
      await visitor.sees('Hello, Kim');
      await readsInTheEnd(visitor, /^Starter plan/);
      await readsInTheEnd(visitor, 'Your plan has no room for it.');
      await visitor.inspects('dashboard-channel-paused');

      await page.goto(`${BILLING}/change/pro`);
      await visitor.presses(/^Pay \$[\d.]+ and switch to Pro$/);
      await visitor.reads('You are on Pro now.');
      await page.goto('/dashboard');
      await visitor.sees('Hello, Kim');
      const channels = page.locator('am-channels-panel');
      await seesInTheEnd(visitor, channels.getByText(/^(Active|One step left)$/).nth(1));
      expect(await channels.getByText('Paused').count()).toBe(0);
    },
  );
});

describe('Stripe being away', () => {
  journey('is said where it matters, and trying again works', shared, async (visitor) => {
    const { page } = visitor;
    const { stripe } = shared.stack.vendors;
    await isAtBilling(visitor, 'pro');
    visitor.watch.expect(503, /\/api\/user\/(invoices|subscription\/(preview|next-charge))$/);
    await sandbox.fault(stripe, { route: '/v1/', times: null, fault: { status: 503 } });
    await page.reload();
    await visitor.sees(region(visitor, 'Your plan').getByText('Active'));
    await visitor.sees(region(visitor, 'Invoices').getByRole('alert'));
    await visitor.sees(region(visitor, 'Your plan').getByRole('alert'));
    await visitor.inspects('billing-stripe-away');
    await visitor.follows('Upgrade to Power');
    await visitor.sees('Change your plan');
    await visitor.sees(page.getByRole('alert'));
    await visitor.inspects('change-stripe-away');
    await sandbox.clearFaults(stripe);
    await visitor.presses('Try again');
    await visitor.sees(page.getByRole('button', { name: /^Pay \$/ }));
  });
});

describe('leaving', () => {
  journey(
    'a cancelled plan can be kept; left to end, the agent stops and is there again with a new plan',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const { email, call } = await aCustomer(shared.stack, { plan: 'pro', key: newKey(), machine: true });
      await signsIn(visitor, email);
      await visitor.sees('Connect a channel');
      await visitor.presses(/Skip for now/);
      await visitor.sees('Hello, Kim');
      await page.goto(BILLING);
      await visitor.follows('Cancel your plan');
      await visitor.sees('Cancel Pro');
      await page.getByLabel('It costs too much').check();
      await visitor.inspects('cancel');
      await visitor.presses('Cancel my plan');
      await visitor.reads(/^Your plan is cancelled and runs until /);
      await visitor.reads(/^Ends on /);
      await visitor.inspects('billing-cancelled');
      const atStripe = await AtStripe.find(shared.stack, email);
      await atStripe.offersCode('COMEBACK');
      const { stripe, subscriptionId } = atStripe;
      const { cancellation_details: why } = await stripe.subscriptions.retrieve(subscriptionId);
      expect(why?.feedback).toBe('too_expensive');

      await visitor.presses('Keep my plan');
      await visitor.reads('Your plan goes on: Pro.');
      await visitor.follows('Cancel your plan');
      await visitor.presses('Cancel my plan');
      await visitor.reads(/^Your plan is cancelled and runs until /);

      const { currentPeriodEnd = '' } = await call('GET', '/api/user/subscription');
      await timePassesUntil(shared.stack, currentPeriodEnd, 2 * HOUR);
      await signsInAfterLong(visitor, email);
      await page.goto(BILLING);
      await readsInTheEnd(visitor, /^Your plan has ended/);
      await visitor.inspects('billing-ended');
      await page.goto('/dashboard');
      await visitor.inspects('dashboard-ended');

      await page.goto(BILLING);
      await visitor.follows('Choose Starter');
      await visitor.sees('Pay with card');
      await visitor.fills(/^Promotion code/, 'COMEBACK');
      await visitor.presses('Apply code');
      await visitor.sees(page.getByText('$16.00').first());
      await visitor.inspects('stripe-code');
      await pays(visitor, CARDS.good);
      await visitor.isAt('/dashboard');
      await readsInTheEnd(visitor, 'Awake');
      expect(await page.getByText('Starter plan').count()).toBe(1);
      await page.goto(BILLING);
      await visitor.reads(/^20 ?% off for 3 months$/);
      await visitor.sees(region(visitor, 'Your plan').getByText('$16.00', { exact: true }));
      await visitor.inspects('billing-discount');
    },
  );
});

describe('a payment that fails', () => {
  journey(
    'is said at once, pauses the agent after two weeks, and is put right at Stripe',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const { email, call } = await aCustomer(shared.stack, {
        plan: 'pro',
        card: CARDS.failsLater,
        key: newKey(),
        machine: true,
      });
      const { currentPeriodEnd = '' } = await call('GET', '/api/user/subscription');
      await timePassesUntil(shared.stack, currentPeriodEnd, 2 * HOUR);
      await signsInAfterLong(visitor, email);
      await visitor.sees('Connect a channel');
      await visitor.presses(/Skip for now/);
      await visitor.sees('Hello, Kim');
      await readsInTheEnd(visitor, 'Your last payment did not go through.');
      await visitor.inspects('dashboard-late');
      await page.goto(BILLING);
      await visitor.reads(/\$30\.00 is overdue since/);
      await visitor.inspects('billing-late');
      visitor.watch.expect(409, /\/subscription\/(preview|change)$/);
      await visitor.follows('Upgrade to Power');
      await visitor.reads('Pay it first');
      await visitor.inspects('change-late');

      await timePassesUntil(shared.stack, currentPeriodEnd, 14 * DAY + 2 * HOUR);
      await page.goto('/dashboard');
      await readsInTheEnd(visitor, 'Your agent is paused.');
      await visitor.inspects('dashboard-suspended');
      await visitor.follows('Settle the payment');
      await visitor.reads(/\$30\.00 is overdue/);
      await visitor.inspects('billing-suspended');

      await page.locator('am-payment-notice').getByRole('button', { name: 'Update card' }).click();
      await visitor.sees('Update payment method');
      await visitor.inspects('stripe-card');
      await fillsInGoodCard(visitor);
      await visitor.presses('Save card');
      await visitor.isAt(BILLING);
      const [stripePage] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('link', { name: /^Pay \$30\.00 at Stripe/ }).click(),
      ]);
      await stripePage.getByRole('button', { name: 'Pay $30.00', exact: true }).click();
      await stripePage.getByText('Status: paid').waitFor();
      await stripePage.close();
      await page.getByText('Your agent is paused.').waitFor({ state: 'detached' });
      await visitor.sees(region(visitor, 'Your plan').getByText('Active', { exact: true }));
      await page.goto('/dashboard');
      await readsInTheEnd(visitor, 'Awake');
    },
  );
});
