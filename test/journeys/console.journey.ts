import { beforeAll, describe, expect } from '@jest/globals';
import { comesToConsole, signsInAs, staff } from './support/console-steps.js';
import { PASSWORD, aCustomer, newKey } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';

const shared = world();
let customer = '';

beforeAll(async () => {
  customer = (await aCustomer(shared.stack, { plan: 'pro', key: newKey(), machine: true })).email;
});

describe('the staff console', () => {
  journey('shows a customer the way to the right door', shared, async (visitor) => {
    await comesToConsole(visitor);
    await visitor.inspects('console-sign-in');
    await signsInAs(visitor, customer, PASSWORD);
    await visitor.reads('This is a customer account.');
    await visitor.inspects('console-refused');
    await visitor.page.goto('/admin/customers');
    await visitor.sees('Sign in');
  });

  journey(
    'finds a customer by e-mail and shows what is known, but never the key',
    shared,
    async (visitor) => {
      const { page } = visitor;
      visitor.watch.expect(404, /\/api\/admin\/customers\/usr_nobody(\/billing)?$/);
      await signsInAs(visitor, ...staff('support'));
      await visitor.sees('Overview');
      await visitor.sees('Machines by state');
      await visitor.inspects('console-overview');

      await visitor.follows('Customers');
      await visitor.sees('Customers');
      await page.getByLabel('Search by e-mail or name').fill('nobody-like-this');
      await visitor.reads(/Nobody found/);
      await page.getByLabel('Search by e-mail or name').fill(customer);
      await page.waitForURL((url) => url.searchParams.get('q') === customer);
      await visitor.sees(page.getByText(customer));
      await visitor.inspects('console-customers');
      await page.reload();
      await visitor.sees(page.getByText(customer));

      await visitor.follows('Kim Example');
      await visitor.sees('Kim Example');
      for (const text of ['Pro', '$30.00 a month', 'Valid', 'Delivered', 'iad']) {
        await visitor.sees(page.getByText(text, { exact: true }));
      }
      await visitor.sees(page.getByText(/^cus_/));
      await visitor.sees(page.getByText(/^vol_/));
      expect(await page.locator('body').innerText()).not.toMatch(/sk-ant-api03-demo-\w{8}/);
      await visitor.inspects('console-customer');
      await visitor.portrays('console');
      const events = page.getByRole('region', { name: 'Stripe events' });
      expect(await events.getByRole('listitem').count()).toBe(5);
      await events.getByRole('button', { name: /^Show all/ }).click();
      await visitor.sees(events.getByRole('listitem').nth(5));

      await visitor.follows('Jobs');
      await visitor.sees('Scheduled tasks');
      await visitor.inspects('console-jobs');

      await page.goto('/admin/customers/usr_nobody');
      await visitor.reads('Nobody has this id');
    },
  );

  journey('lets support look at the clock but not move it', shared, async (visitor) => {
    await signsInAs(visitor, ...staff('support'));
    await visitor.sees('Overview');
    await visitor.follows('Clock');
    await visitor.reads('Only admins can move the clock. Your account is support.');
    await visitor.inspects('console-clock-support');
    expect(await visitor.page.getByRole('button', { name: '+1 day' }).count()).toBe(0);
  });

  journey('lets an admin move the clock, after asking', shared, async (visitor) => {
    const { page } = visitor;
    await signsInAs(visitor, ...staff('admin'));
    await visitor.sees('Overview');
    await visitor.follows('Clock');
    await visitor.reads('Same as real time');
    await visitor.inspects('console-clock');
    await visitor.presses(/1 hour/);
    await visitor.inspects('console-clock-dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Move the clock' }).click();
    await visitor.reads(/1 hour.*ahead of real time/);
  });
});
