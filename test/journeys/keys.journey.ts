import { afterEach, describe, expect } from '@jest/globals';
import { sandbox } from '../support/sandbox-control.js';
import { AtFly } from './support/at-fly.js';
import { DAY, HOUR } from './support/billing-steps.js';
import { aCustomer, newKey, pastesKey, signsIn } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import { timePasses } from './support/staff-api.js';
import type { Visitor } from './support/visitor.js';
import { turnsBackUntil, until } from './support/wait.js';

const shared = world();
const KEY_PAGE = '/settings/key';

afterEach(() =>
  Promise.all(
    [shared.stack.vendors.fly, shared.stack.vendors.anthropic].map((url) => sandbox.clearFaults(url)),
  ),
);

/** Somebody whose agent runs with `key` looks at the dashboard. */
async function isAtDashboard(visitor: Visitor, key = newKey()) {
  const customer = await aCustomer(shared.stack, { plan: 'pro', key, machine: true });
  await customer.call('POST', '/api/user/channels', { kind: 'web' });
  await signsIn(visitor, customer.email);
  await visitor.sees('Hello, Kim');
  return customer;
}

/** Hours later the access token has run out, and is renewed behind the page. */
function willRenew({ watch }: Visitor): void {
  watch.expect(401, /\/api\/user\//);
}

const delivered = async (call: Awaited<ReturnType<typeof aCustomer>>['call']) => {
  const { delivery } = await call('GET', '/api/user/byok/status');
  return delivery === 'delivered';
};

describe('a key that is none', () => {
  journey('is named for what it is, nothing is kept, and a good one goes on', shared, async (visitor) => {
    visitor.watch.expect(422, /\/api\/user\/byok$/);
    const { email, call } = await aCustomer(shared.stack, { plan: 'pro' });
    await signsIn(visitor, email);
    await visitor.sees('Connect your AI');
    const bad: [key: string, words: string | RegExp][] = [
      ['', 'Paste your key here.'],
      ['hunter2', 'Anthropic API keys start with sk-ant-api. Copy the whole key.'],
      [`sk-ant-oat01-${'a'.repeat(80)}`, 'This is a sign-in token of Claude, not an API key.'],
      [`sk-ant-admin01-${'a'.repeat(80)}`, 'This is an admin key. Your agent needs an ordinary API key.'],
      [`sk-ant-api03-"${'a'.repeat(40)}"`, /There are quotes around or in the key/],
      ['sk-ant-api03-short', /This key is not complete/],
      [newKey('revoked'), /it was revoked, has expired or was copied incompletely/],
      [newKey('forbidden'), /not allowed to use the models an agent needs/],
      [newKey('onhold'), /has put the organisation behind this key on hold/],
    ];
    for (const [key, words] of bad) {
      await pastesKey(visitor, key);
      await visitor.reads(words);
      expect(await call('GET', '/api/user/byok/status')).toMatchObject({ configured: false });
    }
    await visitor.inspects('key-on-hold');
    const good = newKey();
    await pastesKey(visitor, `  ${good.slice(0, 50)}\n${good.slice(50)} `);
    await visitor.isAt('/setup/provision');
    expect(await call('GET', '/api/user/byok/status')).toMatchObject({
      masked: `sk-ant-api03-…${good.slice(-4)}`,
    });
  });
});

describe('a key in use', () => {
  journey(
    'that Anthropic is too busy to check is kept, and found to work later, by itself',
    shared,
    async (visitor) => {
      const { page } = visitor;
      await isAtDashboard(visitor);
      await page.goto(KEY_PAGE);
      await visitor.presses('Change key');
      const next = newKey('down');
      await pastesKey(visitor, next, 'Validate and save');
      await visitor.reads(`…${next.slice(-4)}`);
      await visitor.reads('Saved, being checked');
      await visitor.reads(/Anthropic could not be reached to check it/);
      await visitor.inspects('settings-key-unverified');
      await sandbox.key(shared.stack.vendors.anthropic, next, 'valid');
      await timePasses(shared.stack, 120);
      await turnsBackUntil(visitor, page.getByText('Working', { exact: true }));
      expect(await page.getByText(/could not be reached/).count()).toBe(0);
    },
  );

  journey('that runs out of credit is said so until there is some again', shared, async (visitor) => {
    const { page } = visitor;
    const { anthropic } = shared.stack.vendors;
    willRenew(visitor);
    const key = newKey();
    await isAtDashboard(visitor, key);
    await sandbox.key(anthropic, key, 'nocredit');
    await timePasses(shared.stack, DAY + HOUR);
    const banner = page.locator('am-key-banner');
    await turnsBackUntil(visitor, banner.getByText('Your Anthropic account has no credit.'));
    const link = banner.getByRole('link', { name: /^Add credit/ });
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/platform\.claude\.com\//);
    await visitor.sees(page.getByText('Needs credit'));
    await visitor.inspects('dashboard-no-credit');
    await sandbox.key(anthropic, key, null);
    await timePasses(shared.stack, 2 * HOUR);
    await turnsBackUntil(visitor, page.getByText('Your Anthropic account has no credit.'), 'detached');
    await turnsBackUntil(visitor, page.getByText('Awake', { exact: true }));
  });

  journey(
    'is replaced by one that the agent is refused with: the one before comes back; then it is removed',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const { fly, anthropic } = shared.stack.vendors;
      const before = newKey();
      const { email, call } = await isAtDashboard(visitor, before);
      await until('the first key on the machine', () => delivered(call));

      // The machine says which key it has by running a command: until it can, the key is only on its way.
      await sandbox.fault(fly, {
        route: '/v1/apps/:app/machines/:id/exec',
        times: null,
        fault: { status: 503 },
      });
      await page.goto(KEY_PAGE);
      await visitor.presses('Change key');
      const next = newKey();
      await pastesKey(visitor, next, 'Validate and save');
      await visitor.reads('On its way to your machine');
      await visitor.inspects('settings-key-pending');
      await sandbox.clearFaults(fly);
      await timePasses(shared.stack, 60);
      await turnsBackUntil(visitor, page.getByText(/^On your machine since /));

      visitor.watch.expect(409, /\/api\/user\/chat$/);
      await sandbox.key(anthropic, next, 'revoked');
      await page.goto('/chat');
      await page.getByLabel('Your message', { exact: true }).fill('Are you there?');
      await page.keyboard.press('Enter');
      await visitor.reads(/refuse/i);
      await visitor.inspects('chat-key-refused');
      await page.goto('/dashboard');
      await timePasses(shared.stack, 60);
      await turnsBackUntil(visitor, page.getByText('Your new key was refused.'));
      await visitor.sees(page.getByText(`…${before.slice(-4)}`).first());
      await visitor.inspects('dashboard-rolled-back');
      await visitor.follows('See your key');
      await visitor.reads(/Your agent went back to the key before it/);
      await visitor.inspects('settings-key-rolled-back');

      const atFly = await AtFly.find(shared.stack, email);
      expect(await atFly.secrets()).toContain('ANTHROPIC_API_KEY');
      await visitor.presses('Remove key');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove key' }).click();
      await visitor.reads(/No key is connected/);
      await visitor.inspects('settings-key-none');
      await until(
        'the key leaving the machine',
        async () => !(await atFly.secrets()).includes('ANTHROPIC_API_KEY'),
      );
    },
  );
});
