import { Customer, GOOD_KEY } from './support/customer.js';
import { eventually, vendors } from './support/world.js';
import { sandbox } from '../support/sandbox-control.js';

describe('a customer, from sign-up to a running agent', () => {
  it('is led through every step by what is true, and ends in the dashboard', async () => {
    const customer = await Customer.register();
    expect(await customer.step()).toBe('plan');

    const { sessionId, url } = await customer.checkout('pro');
    const paid = await customer.pay(url);
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toContain(`session_id=${sessionId}`);
    await eventually(async () => (await customer.step()) === 'connect', 'the connect step');

    await customer.connectKey();
    expect(await customer.step()).toBe('provision');

    const provision = await customer.provision();
    expect(provision.steps.map((step) => step.state)).toEqual(provision.steps.map(() => 'done'));
    expect(await customer.step()).toBe('channel');

    const skipped = await customer.call('post', '/api/user/setup/skip-channel').expect(200);
    expect(skipped.body.step).toBe('done');

    const { body: machine } = await customer.call('get', '/api/user/machine').expect(200);
    expect(machine).toMatchObject({ state: 'awake', sleepsWhenIdle: false });
    const { body: subscription } = await customer.call('get', '/api/user/subscription').expect(200);
    expect(subscription).toMatchObject({
      live: true,
      status: 'active',
      priceCents: 3000,
      plan: { name: 'pro' },
    });
    const { body: usage } = await customer.call('get', '/api/user/usage').expect(200);
    expect(usage.services).toContainEqual({
      service: 'search',
      used: 0,
      limit: { limit: 2000, unlimited: false, unit: 'searches' },
      included: true,
    });
    expect(usage.periodEnd).toBe(subscription.currentPeriodEnd);
  });

  it('ends with exactly one app, volume, machine and subscription, and the key only where it belongs', async () => {
    const customer = await Customer.register();
    const key = GOOD_KEY();
    await customer.subscribe('starter');
    await customer.connectKey(key);
    await customer.provision();
    await Promise.all([1, 2, 3].map(() => customer.call('post', '/api/user/provision').expect(202)));

    const status = await eventually(async () => {
      const { body } = await customer.call('get', '/api/user/byok/status').expect(200);
      return body.delivery === 'delivered' ? body : undefined;
    }, 'proof of delivery');
    expect(status).toMatchObject({
      configured: true,
      verdict: 'valid',
      enabled: true,
      masked: `sk-ant-api03-…${key.slice(-4)}`,
    });
    expect(JSON.stringify(status)).not.toContain(key);

    const admin = await Customer.staff('admin');
    const { body: detail } = await admin.call('get', `/api/admin/customers/${customer.id}`).expect(200);
    const fly = JSON.stringify(await sandbox.state(vendors.fly));
    expect(fly.split(detail.machine.machineId).length).toBeGreaterThan(1);
    expect(fly).not.toContain(key);
    expect(JSON.stringify(detail)).not.toContain(key);
  });

  it('mails what happened, once each', async () => {
    const customer = await Customer.register();
    await customer.subscribe('pro');
    await customer.connectKey();
    await customer.provision();
    const subjects = await eventually(async () => {
      const all = (await customer.mails()).map((mail) => mail.subject);
      return all.includes('Your AI agent is ready') && all.length >= 3 ? all : undefined;
    }, 'the mails');
    expect(subjects.filter((subject) => subject === 'Your Pro plan is active')).toHaveLength(1);
    expect(subjects.filter((subject) => subject === 'Your AI agent is ready')).toHaveLength(1);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('opens Stripe’s portal for paying customers only', async () => {
    const customer = await Customer.register();
    await customer.call('post', '/api/billing/portal').expect(409);
    await customer.subscribe('pro');
    const { body } = await customer.call('post', '/api/billing/portal').expect(201);
    const page = await fetch(body.url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Automna Pro')]);
  });

  it('verifies the address by the link in the mail', async () => {
    const customer = await Customer.register();
    const mail = await eventually(
      async () => (await customer.mails()).find(({ text }) => text.includes('/verify-email#token=')),
      'the verification mail',
    );
    const token = /#token=([\w-]+)/.exec(mail.text)?.[1];
    await customer.call('post', '/api/auth/verify-email').send({ token }).expect(200);
    const { body } = await customer.call('get', '/api/auth/me').expect(200);
    expect(body.emailVerified).toBe(true);
    await customer.call('post', '/api/auth/verify-email').send({ token }).expect(400);
  });
});
