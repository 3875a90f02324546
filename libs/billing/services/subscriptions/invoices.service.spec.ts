import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSandboxBench, type SandboxBench } from '../../testing/sandbox-bench.js';

const MONTH = 31 * 24 * 3600;

describe('Invoices and what comes next', () => {
  let room: SandboxBench;
  beforeEach(async () => {
    room = await openSandboxBench();
    await room.bench.addUser('usr_1');
    await room.useCard('usr_1', 'pm_card_visa');
  });
  afterEach(() => room.close());

  const broken = (route: string) => room.control('faults', { route, times: 9, fault: { dropBefore: true } });

  it('come twelve at a time, newest first, and each once', async () => {
    await room.subscribe('usr_1', 'pro');
    for (let month = 0; month < 13; month += 1) await room.advance(MONTH);
    const first = await room.bench.invoices.ofUser('usr_1');
    expect(first.items).toHaveLength(12);
    const second = await room.bench.invoices.ofUser('usr_1', first.nextCursor ?? '');
    const ids = [...first.items, ...second.items].map(({ invoice }) => invoice.id);
    expect(second.nextCursor).toBeNull();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(12);
    const dates = first.items.map(({ invoice }) => invoice.created);
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
  });

  it('leave out a draft, whose amount may still change', async () => {
    const { items } = await room.subscribe('usr_1', 'pro');
    await room.moveTo(new Date(((items.data[0]?.current_period_end ?? 0) + 60) * 1000));
    const page = await room.bench.invoices.ofUser('usr_1');
    expect((await room.stripe.invoices.list()).data.map(({ status }) => status)).toEqual(['draft', 'paid']);
    expect(page.items.map(({ invoice }) => invoice.status)).toEqual(['paid']);
  });

  it('are none for somebody Stripe does not know', async () => {
    await room.bench.addUser('usr_2');
    expect(await room.bench.invoices.ofUser('usr_2')).toEqual({ items: [], nextCursor: null });
    expect(await room.bench.nextCharges.ofUser('usr_2')).toBeNull();
  });

  it('refuse a page that does not exist', async () => {
    await expect(room.bench.invoices.ofUser('usr_1', 'in_nobody')).rejects.toMatchObject({
      errorCode: 'invalid_request',
    });
  });

  it("show nothing of somebody else's, whatever the cursor", async () => {
    await room.subscribe('usr_1', 'pro');
    const { items } = await room.bench.invoices.ofUser('usr_1');
    await room.bench.addUser('usr_2');
    await room.bench.customers.ensure('usr_2');
    const other = room.bench.invoices.ofUser('usr_2', items[0]?.invoice.id).catch(() => ({ items: [] }));
    expect((await other).items).toEqual([]);
  });

  it('say why the last attempt failed, until it is paid', async () => {
    const { latest_invoice } = await room.subscribe('usr_1', 'pro');
    expect(latest_invoice).toBeTruthy();
    await room.useCard('usr_1', 'pm_card_chargeCustomerFail');
    await room.advance(MONTH + 7200);
    const [late, first] = (await room.bench.invoices.ofUser('usr_1')).items;
    expect(late).toMatchObject({
      invoice: { status: 'open' },
      failureReason: expect.stringMatching(/^Your bank declined your card/),
    });
    expect(first).toMatchObject({ invoice: { status: 'paid' }, failureReason: null });
    await room.control('faults', { route: '/v1/invoices/:invoice', times: 1, fault: { status: 503 } });
    const [unknown] = (await room.bench.invoices.ofUser('usr_1')).items;
    expect(unknown?.failureReason).toBeNull();
    await room.useCard('usr_1', 'pm_card_visa');
    await room.stripe.invoices.pay(late?.invoice.id ?? '');
    expect((await room.bench.invoices.ofUser('usr_1')).items[0]?.failureReason).toBeNull();
  });

  it('name a change of plan as such', async () => {
    const { id, items } = await room.subscribe('usr_1', 'starter');
    await room.bench.prices.priceOf('power');
    await room.advance(5 * 86_400);
    await room.stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]?.id ?? '', price: await room.bench.prices.priceOf('power') }],
      proration_behavior: 'always_invoice',
    });
    await room.deliver();
    const [change] = (await room.bench.invoices.ofUser('usr_1')).items;
    expect(change?.words).toMatch(/^Change from Starter to Power, \d/);
  });

  it('are an honest 503 while Stripe does not answer', async () => {
    await room.subscribe('usr_1', 'pro');
    await room.deliver();
    await broken('/v1/invoices/create_preview');
    await expect(room.bench.nextCharges.ofUser('usr_1')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
    });
    await broken('/v1/invoices');
    await expect(room.bench.invoices.ofUser('usr_1')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
    });
  });

  it('take credit into account', async () => {
    await room.subscribe('usr_1', 'pro');
    await room.deliver();
    const customer = (await room.bench.customers.stripeIdOf('usr_1')) ?? '';
    await room.stripe.customers.createBalanceTransaction(customer, { amount: -5000, currency: 'usd' });
    expect(await room.bench.nextCharges.ofUser('usr_1')).toMatchObject({
      amountCents: 0,
      balanceCents: 2000,
      lines: expect.arrayContaining([{ description: 'Paid from your credit', amountCents: -3000 }]),
    });
  });
});
