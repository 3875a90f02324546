import { describe, expect } from '@jest/globals';
import { aCustomer, newKey, pastesKey, signsIn, telegramToken } from './support/customer-steps.js';
import { opensMail } from './support/inbox.js';
import { journey, world } from './support/journey.js';
import type { Visitor } from './support/visitor.js';

const shared = world();

const isAtChannel = async (visitor: Visitor, plan: 'starter' | 'pro') => {
  const { email } = await aCustomer(shared.stack, { plan, key: newKey(), machine: true });
  await signsIn(visitor, email);
  await visitor.sees('Connect a channel');
  return email;
};

const isAtDashboard = async (visitor: Visitor) => {
  const email = await isAtChannel(visitor, 'pro');
  await visitor.presses(/Skip for now/);
  await visitor.isAt('/dashboard');
  await visitor.sees('Hello, Kim');
  return email;
};

const connectsTelegram = async (visitor: Visitor, token: string) => {
  const field = visitor.page.getByLabel('Bot token', { exact: true });
  if (!(await field.isVisible())) await visitor.presses(/Telegram/);
  await field.fill(token);
  await visitor.presses('Check and connect');
};

describe('channels', () => {
  journey(
    'a wrong Telegram token is refused, a right one connects; Starter has room for one',
    shared,
    async (visitor) => {
      const { page } = visitor;
      visitor.watch.expect(422, /\/api\/user\/channels$/);
      const { email } = await aCustomer(shared.stack, { plan: 'starter', key: newKey(), machine: true });
      await signsIn(visitor, email);
      await visitor.sees('Connect a channel');
      await visitor.presses(/Telegram/);
      await page.getByLabel('Bot token', { exact: true }).fill(telegramToken('401234567'));
      await visitor.presses('Check and connect');
      await visitor.reads(/token/i);
      await visitor.sees(page.getByRole('alert'));
      await visitor.inspects('channel-wrong-token');
      await page.getByLabel('Bot token', { exact: true }).fill(telegramToken());
      await visitor.presses('Check and connect');

      await visitor.isAt('/dashboard');
      await visitor.reads(/^@sandbox_\w+_bot$/);
      await visitor.reads("Your plan's channels are all in use.");
      await visitor.inspects('dashboard-starter');
    },
  );

  journey('one is added and removed again', shared, async (visitor) => {
    const { page } = visitor;
    await isAtDashboard(visitor);
    await visitor.presses('Add a channel');
    await visitor.inspects('dashboard-add-channel');
    await visitor.presses(/Web chat/);
    await visitor.sees(page.getByRole('button', { name: /^Remove (?!key)/ }));
    await visitor.presses(/^Remove (?!key)/);
    await visitor.sees(page.getByRole('alertdialog'));
    await visitor.inspects('dashboard-dialog');
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Remove/ })
      .click();
    await visitor.reads('No channel yet');
  });
});

describe('the key', () => {
  journey('is changed, removed and connected again', shared, async (visitor) => {
    const { page } = visitor;
    await isAtDashboard(visitor);
    const next = newKey();
    await visitor.presses('Change key');
    await pastesKey(visitor, next, 'Validate and save');
    await visitor.reads(`…${next.slice(-4)}`);
    await visitor.presses('Remove key');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove key' }).click();
    await visitor.reads('Your agent stays silent until you connect one.');
    // The newer word about the key takes the place of the older one, which is no longer true.
    await visitor.reads('Your key is removed.');
    expect(await page.getByText(/^Your new key works/).count()).toBe(0);
    await visitor.inspects('dashboard-no-key');
    await visitor.presses('Connect a key');
    const last = newKey();
    await pastesKey(visitor, last, 'Validate and save');
    await visitor.reads(`…${last.slice(-4)}`);
    await page.getByText('Your agent stays silent until you connect one.').waitFor({ state: 'detached' });
  });
});

describe('the agent', () => {
  journey('is restarted, stopped by its owner and started again', shared, async (visitor) => {
    const { page } = visitor;
    await isAtDashboard(visitor);
    const agent = page.getByRole('region', { name: 'Your agent' });
    await visitor.sees(agent.getByText('Awake'));
    await agent.getByRole('button', { name: 'Restart' }).click();
    await agent.getByText('Awake').waitFor({ state: 'detached' });
    await visitor.sees(agent.getByText('Awake'));

    await agent.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop it' }).click();
    await visitor.sees(agent.getByText('Stopped', { exact: true }));
    await visitor.inspects('dashboard-agent-stopped');
    await agent.getByRole('button', { name: 'Start' }).click();
    await visitor.sees(agent.getByText('Awake'));
  });
});

describe('the account', () => {
  journey('has its settings, keeps the chosen colours, signs out and in', shared, async (visitor) => {
    const { page } = visitor;
    const email = await isAtDashboard(visitor);
    for (const [path, heading] of [
      ['/settings', 'Account'],
      ['/settings/key', /key/i],
      ['/settings/billing', 'Plan and billing'],
      ['/no-such-page', /not here|not found|no such|nothing/i],
    ] as const) {
      await page.goto(path);
      await visitor.sees(heading);
      await visitor.inspects(path.slice(1).replaceAll('/', '-'));
    }

    await page.goto('/settings');
    const account = page.getByRole('main');
    for (const [look, next] of [
      ['as your system', 'Light'],
      ['light', 'Dark'],
      ['dark', 'System'],
    ] as const) {
      await account.getByRole('button', { name: `Colours: ${look}` }).click();
      await visitor.sees(account.getByText(next, { exact: true }));
    }

    await page.goto('/dashboard');
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const header = page.getByRole('banner');
    await header.getByRole('button', { name: /^Colours: as your system/ }).click();
    await header.getByRole('button', { name: /^Colours: light/ }).click();
    await visitor.sees(header.getByRole('button', { name: /^Colours: dark/ }));
    expect(await scheme()).toBe('dark');
    await page.reload();
    await visitor.sees('Hello, Kim');
    await visitor.sees(header.getByRole('button', { name: /^Colours: dark/ }));
    expect(await scheme()).toBe('dark');

    await visitor.presses('Your account');
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visitor.sees(header.getByRole('link', { name: 'Sign in' }));
    await page.goto('/dashboard');
    await visitor.isAt('/login');
    await signsIn(visitor, email);
    await visitor.sees('Hello, Kim');
  });

  journey('confirms the address by the link in the mail', shared, async (visitor) => {
    const { page } = visitor;
    const email = await isAtChannel(visitor, 'pro');
    await connectsTelegram(visitor, telegramToken());
    await visitor.sees('Hello, Kim');
    await visitor.reads(/Please confirm your email address/);
    await opensMail(visitor, shared.stack, email, /verify your e-?mail/i);
    await visitor.inspects('inbox-mail');
    await page.getByRole('link', { name: /\/verify-email#token=/ }).click();
    await visitor.reads('Thank you, your email address is confirmed.');
    await visitor.inspects('verify-email');
    await visitor.follows('Continue');
    await visitor.sees('Hello, Kim');
    await visitor.sees(page.getByText('Awake'));
    expect(await page.getByText(/Please confirm your email address/).count()).toBe(0);
    await visitor.portrays('dashboard');
    await visitor.portrays('dashboard-dark', { width: 1440, scheme: 'dark' });
  });

  journey('gets a new password by mail', shared, async (visitor) => {
    const { page } = visitor;
    const { email } = await aCustomer(shared.stack);
    await page.goto('/login');
    await visitor.sees('Welcome back');
    await visitor.inspects('login');
    await visitor.follows('Forgot your password?');
    await visitor.sees('Reset your password');
    await visitor.inspects('forgot-password');
    await visitor.fills('Email', email);
    await visitor.presses('Mail me a link');
    await visitor.reads(/a link is on its way/);
    await page.goto(`${shared.stack.vendors.mail}/`);
    await visitor.sees('Sandbox inbox');
    await visitor.inspects('inbox');
    await opensMail(visitor, shared.stack, email, /new password/i);
    await page.getByRole('link', { name: /\/reset-password#token=/ }).click();
    await visitor.sees('Choose a new password');
    await visitor.inspects('reset-password');
    await page.getByLabel('New password', { exact: true }).fill('another good long password');
    await visitor.presses('Save new password');
    await visitor.isAt('/login');
    await visitor.reads(/Your password is changed/);
    await signsIn(visitor, email, 'another good long password');
    await visitor.sees('Choose your plan');
  });
});
