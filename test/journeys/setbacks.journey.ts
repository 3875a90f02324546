import { afterEach, describe, expect } from '@jest/globals';
import { sandbox } from '../support/sandbox-control.js';
import { CARDS, aCustomer, newKey, pastesKey, pays, signsIn } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import type { Visitor } from './support/visitor.js';

const shared = world({ bootMs: 300 });

afterEach(async () => {
  const { vendors } = shared.stack;
  await sandbox.webhooks(vendors.stripe, { mode: 'normal' });
  await Promise.all([vendors.stripe, vendors.fly, vendors.anthropic].map((url) => sandbox.clearFaults(url)));
});

describe('paying', () => {
  const choosesPro = async (visitor: Visitor) => {
    const { email } = await aCustomer(shared.stack);
    await signsIn(visitor, email);
    await visitor.sees('Choose your plan');
    await visitor.follows('Choose Pro');
  };

  const silent = (route: string) =>
    sandbox.fault(shared.stack.vendors.stripe, { method: 'GET', route, times: null, fault: { status: 503 } });

  journey('a declined card is said so on the payment page; the next card works', shared, async (visitor) => {
    visitor.watch.expect(402, /\/c\/pay\//);
    await choosesPro(visitor);
    await pays(visitor, CARDS.declined);
    await visitor.sees(visitor.page.getByRole('alert').getByText('Your card was declined.'));
    await visitor.inspects('stripe-declined');
    await pays(visitor, CARDS.good);
    await visitor.isAt('/setup/connect');
  });

  journey('leaving the payment page brings back to the plans, uncharged', shared, async (visitor) => {
    await choosesPro(visitor);
    await visitor.follows('← Back');
    await visitor.sees('One agent, three sizes');
    await visitor.page.goto('/dashboard');
    await visitor.sees('Choose your plan');
    await visitor.inspects('plan');
  });

  journey(
    'Stripe falls silent after the payment: the page waits until the webhook comes',
    shared,
    async (visitor) => {
      const { stripe } = shared.stack.vendors;
      visitor.watch.expect(503, /\/api\/checkout\/cs_/);
      await sandbox.webhooks(stripe, { mode: 'hold' });
      // Asking gets no answer either, or the page would find out by itself.
      await silent('/v1/checkout/sessions/:id');
      await choosesPro(visitor);
      await pays(visitor, CARDS.good);
      await visitor.isAt('/checkout/success');
      await visitor.sees('Confirming payment…');
      await visitor.inspects('confirming');
      await sandbox.clearFaults(stripe);
      await sandbox.releaseWebhooks(stripe);
      await visitor.isAt('/setup/connect');
    },
  );

  journey(
    'paid, and the subscription is not known yet: coming back finds the same wait',
    shared,
    async (visitor) => {
      await silent('/v1/subscriptions/:id');
      await choosesPro(visitor);
      await pays(visitor, CARDS.good);
      await visitor.isAt('/checkout/success');
      await visitor.sees('Confirming payment…');
      await visitor.page.goto('/dashboard');
      await visitor.isAt('/checkout/success');
      await visitor.sees('Confirming payment…');
      await sandbox.clearFaults(shared.stack.vendors.stripe);
      await visitor.isAt('/setup/connect');
    },
  );
});

describe('connecting a key', () => {
  const isAtConnect = async (visitor: Visitor) => {
    const { email } = await aCustomer(shared.stack, { plan: 'pro' });
    await signsIn(visitor, email);
    await visitor.sees('Connect your AI');
  };

  journey('a revoked and a wrong kind of key are named; a good one goes on', shared, async (visitor) => {
    visitor.watch.expect(422, /\/api\/user\/byok$/);
    await isAtConnect(visitor);
    await pastesKey(visitor, newKey('revoked'));
    await visitor.sees(visitor.page.getByRole('alert'));
    await visitor.reads(/revoked|deleted|does not accept|refused/i);
    await visitor.inspects('key-revoked');
    await pastesKey(visitor, 'sk-ant-admin01-0123456789abcdefghijklmnop');
    await visitor.reads('This is an admin key');
    await visitor.inspects('key-wrong-kind');
    await pastesKey(visitor, newKey());
    await visitor.isAt('/setup/provision');
  });

  journey('Anthropic is down: the key is kept and the page says it is unchecked', shared, async (visitor) => {
    await isAtConnect(visitor);
    await pastesKey(visitor, newKey('down'));
    await visitor.reads('Your key is saved. We could not check it yet.');
    await visitor.inspects('key-unverified');
    await visitor.presses('Continue');
    await visitor.isAt('/setup/provision');
  });

  journey('no credit: the key is kept and the page shows where to add some', shared, async (visitor) => {
    await isAtConnect(visitor);
    await pastesKey(visitor, newKey('nocredit'));
    await visitor.reads('Your key is saved, but the account has no credit.');
    await visitor.inspects('key-no-credit');
    const link = visitor.page.getByRole('link', { name: /Add credit at Anthropic/ });
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/platform\.claude\.com\//);
  });
});

describe('setting the machine up', () => {
  const noCapacity = (times: number | null) =>
    sandbox.fault(shared.stack.vendors.fly, {
      method: 'POST',
      route: '/v1/apps/:app/machines',
      times,
      fault: {
        status: 422,
        body: { error: 'insufficient resources to create new machine', status: 'insufficient_capacity' },
      },
    });

  journey(
    'no room in any region: it stops with a reason, and trying again works',
    shared,
    async (visitor) => {
      await noCapacity(null);
      const { email } = await aCustomer(shared.stack, { plan: 'pro', key: newKey() });
      await signsIn(visitor, email);
      await visitor.sees('Setting up stopped');
      await visitor.sees(visitor.page.getByRole('alert'));
      await visitor.inspects('provision-failed');
      await sandbox.clearFaults(shared.stack.vendors.fly);
      await visitor.presses('Try again');
      await visitor.sees('Connect a channel');
    },
  );

  journey('no room in the first region: the next one is taken', shared, async (visitor) => {
    await noCapacity(1);
    const { email } = await aCustomer(shared.stack, { plan: 'pro', key: newKey() });
    await signsIn(visitor, email);
    await visitor.sees('Connect a channel');
    await visitor.presses(/Skip for now/);
    await visitor.reads('Runs in New Jersey');
  });
});
