import { describe, expect } from '@jest/globals';
import { AtFly } from './support/at-fly.js';
import { DAY, HOUR } from './support/billing-steps.js';
import { PASSWORD, aCustomer, newKey, signsIn } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import { timePasses } from './support/staff-api.js';
import type { Visitor } from './support/visitor.js';
import { turnsBackUntil, until } from './support/wait.js';

const shared = world();

async function asksForTheEnd(visitor: Visitor, password: string): Promise<void> {
  const section = visitor.page.getByRole('region', { name: 'Delete your account' });
  await section.getByLabel('Your password', { exact: true }).fill(password);
  await section.getByRole('button', { name: 'Delete my account', exact: true }).click();
}

describe('leaving', () => {
  journey(
    'is asked for with the password, taken back, asked for again, and leaves nothing',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const { email } = await aCustomer(shared.stack, { plan: 'pro', key: newKey(), machine: true });
      const atFly = await AtFly.find(shared.stack, email);
      expect(await atFly.remains()).toHaveLength(3);
      await signsIn(visitor, email);
      await visitor.sees('Connect a channel');
      await visitor.presses(/Skip for now/);
      await visitor.sees('Hello, Kim');

      await page.goto('/settings');
      await visitor.presses('Delete my account…');
      await visitor.reads(/^Until \d+ \w+ \d{4}$/);
      visitor.watch.expect(400, /\/api\/user\/account$/);
      await asksForTheEnd(visitor, 'not my password at all');
      await visitor.sees(page.getByRole('alert').getByText('This is not your password.'));
      await visitor.inspects('leaving-wrong-password');
      await asksForTheEnd(visitor, PASSWORD);
      const day = /Your account will be deleted on \d+ \w+/;
      await visitor.sees(page.getByRole('main').getByText(day));
      await page.waitForFunction(() => document.activeElement?.matches('main h1'));
      await visitor.inspects('leaving-asked');

      await page.goto('/settings/billing');
      await visitor.sees(page.getByRole('main').getByText(day));
      await page.goto('/dashboard');
      await visitor.reads(/^Ends with your account on /);
      await visitor.sees(page.getByRole('main').getByText(day));
      await visitor.sees(page.getByText('Awake'));
      await visitor.inspects('dashboard-leaving');
      await visitor.presses('Keep my account');
      await visitor.reads('Your account stays. Nothing was deleted.');
      expect(await page.getByRole('main').getByText(day).count()).toBe(0);

      // Whoever leaves in the end stays on the page while the day comes.
      await page.goto('/settings');
      await visitor.presses('Delete my account…');
      await asksForTheEnd(visitor, PASSWORD);
      await visitor.sees(page.getByRole('main').getByText(day));
      await page.goto('/dashboard');
      await visitor.sees(page.getByText('Awake'));
      visitor.watch.expect(401, /\/api\/(user\/|auth\/(refresh|login)$)/);
      await timePasses(shared.stack, 7 * DAY + HOUR);
      await turnsBackUntil(visitor, page.getByRole('heading', { name: 'Welcome back' }));
      await signsIn(visitor, email);
      await visitor.sees(page.getByRole('alert'));
      await visitor.inspects('leaving-closed');
      await until('the machine standing still', async () =>
        (await atFly.remains()).some((it) => it === `machine ${atFly.machineId} stopped`),
      );

      await timePasses(shared.stack, 8 * DAY);
      await until('nothing left at Fly', async () => (await atFly.remains()).length === 0);
    },
  );
});
