import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BillingNoticeEntity } from './persistence/billing-entities.js';
import { openSandboxBench, type SandboxBench } from './testing/sandbox-bench.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** From the failed renewal to the reopened service, as Stripe's own clock drives it. */
describe('A late payment', () => {
  let room: SandboxBench;
  let subscription: string;

  beforeEach(async () => {
    room = await openSandboxBench();
    await room.bench.addUser('usr_1');
    await room.useCard('usr_1', 'pm_card_visa');
    subscription = (await room.subscribe('usr_1', 'pro')).id;
    await room.deliver();
  });
  afterEach(() => room.close());

  const view = () => room.bench.subscriptions.ofUser('usr_1');
  const renewalFails = async (card: `pm_card_${string}` = 'pm_card_chargeCustomerFail') => {
    await room.useCard('usr_1', card);
    const { currentPeriodEnd } = await view();
    const end = currentPeriodEnd ?? new Date(Number.NaN);
    await room.moveTo(new Date(end.getTime() + 2 * HOUR * 1000));
    return end;
  };
  const openInvoice = async () => {
    const { data } = await room.stripe.invoices.list({ subscription, status: 'open' });
    return data[0]?.id ?? '';
  };
  const dunning = () => room.bench.dunning.run(new AbortController().signal);
  /** What was written after the welcome to the plan. */
  const keys = () => room.bench.mails.slice(1).map(({ dedupeKey }) => dedupeKey);
  const services = () =>
    room.bench.events.map(({ payload }) => (payload['after'] as { service: string }).service);

  it('leaves the service running, counts from the renewal and is told once', async () => {
    const renewedAt = await renewalFails();
    await room.deliver();
    const invoice = await openInvoice();
    expect(await view()).toMatchObject({
      status: 'past_due',
      service: 'payment_late',
      pastDueSince: renewedAt,
      suspendsAt: new Date(renewedAt.getTime() + 14 * DAY * 1000),
      payUrl: expect.stringContaining(invoice),
    });
    await expect(room.bench.subscriptions.requireService('usr_1')).resolves.toMatchObject({ live: true });
    await room.advance(4 * DAY);
    await room.deliver();
    expect(keys()).toEqual([`payment_failed:${invoice}`]);
    expect(room.bench.mails[1]?.data).toMatchObject({
      amountCents: 3000,
      currency: 'usd',
      reason: expect.stringContaining('Your bank declined your card ending in 0341'),
      nextAttemptAt: expect.any(String),
    });
  });

  it('suspends after fourteen days by the task alone, and reopens when it is paid', async () => {
    await renewalFails();
    await room.deliver();
    const invoice = await openInvoice();
    const { suspendsAt } = await view();
    await room.moveTo(new Date((suspendsAt?.getTime() ?? 0) - 1000));
    expect(await dunning()).toMatch(/^0 subscriptions/);
    await room.moveTo(suspendsAt ?? new Date(Number.NaN));
    expect(await dunning()).toMatch(/^1 subscriptions/);
    expect(await view()).toMatchObject({
      status: 'past_due',
      service: 'suspended',
      live: true,
      suspendsAt: null,
    });
    await expect(room.bench.subscriptions.requireService('usr_1')).rejects.toMatchObject({
      errorCode: 'payment_overdue',
    });
    expect(await dunning()).toMatch(/^0 subscriptions/);

    const method = await room.useCard('usr_1', 'pm_card_visa');
    await room.stripe.invoices.pay(invoice, { payment_method: method });
    await room.deliver();
    expect(await view()).toMatchObject({
      status: 'active',
      service: 'running',
      pastDueSince: null,
      payUrl: null,
    });
    expect(keys()).toEqual([
      `payment_failed:${invoice}`,
      `service_suspended:${invoice}`,
      `service_restored:${invoice}`,
    ]);
    expect(services()).toEqual(['running', 'payment_late', 'suspended', 'running']);
  });

  it('suspends when the last attempt fails, even if nothing was heard before', async () => {
    await renewalFails();
    const invoice = await openInvoice();
    await room.advance(15 * DAY);
    await room.deliver();
    expect(await view()).toMatchObject({ status: 'unpaid', service: 'suspended' });
    expect(keys()).toEqual([`service_suspended:${invoice}`]);
    expect(services()).toEqual(['running', 'suspended']);
  });

  it('is not told when it is paid by the time the failure is heard of', async () => {
    await renewalFails();
    const method = await room.useCard('usr_1', 'pm_card_visa');
    await room.stripe.invoices.pay(await openInvoice(), { payment_method: method });
    await room.deliver();
    expect(keys()).toEqual([]);
    expect(await view()).toMatchObject({ status: 'active', service: 'running' });
  });

  it('asks for a confirmation when the bank does, on the page of the invoice', async () => {
    await renewalFails('pm_card_authenticationRequired');
    await room.deliver();
    const invoice = await openInvoice();
    expect(keys()).toEqual([`payment_action_required:${invoice}`]);
    expect(room.bench.mails[1]?.data).toMatchObject({ payUrl: expect.stringContaining(invoice) });
  });

  it('ends with a letter about the end, once', async () => {
    await room.stripe.subscriptions.cancel(subscription);
    await room.deliver();
    await room.bench.sync.apply(subscription, { text: 'again', at: room.bench.clock.now() });
    expect(keys()).toEqual([`subscription_ended:${subscription}`]);
    expect(await view()).toMatchObject({ service: 'ended', live: false });
  });

  it('ends in the same state and letters with its events reversed and doubled', async () => {
    await renewalFails();
    await room.advance(8 * DAY);
    const events = (await room.undelivered()).reverse();
    await room.deliver(events);
    await room.deliver(events);
    const invoice = await openInvoice();
    expect(await view()).toMatchObject({ status: 'past_due', service: 'payment_late' });
    expect(keys()).toEqual([`payment_failed:${invoice}`]);
  });

  describe('and what else Stripe reports', () => {
    const charge = async () => (await room.stripe.charges.list({ limit: 1 })).data[0]?.id ?? '';
    const notices = () => room.bench.repository(BillingNoticeEntity).find({ order: { key: 'ASC' } });

    it('a refund is on the timeline in cents, once for each sum', async () => {
      const id = await charge();
      await room.stripe.refunds.create({ charge: id, amount: 1000 });
      await room.deliver();
      await room.stripe.refunds.create({ charge: id });
      await room.deliver();
      expect(await notices()).toMatchObject([
        {
          kind: 'billing.refunded',
          cents: 1000,
          attention: false,
          title: expect.stringContaining('$10.00 of'),
        },
        { kind: 'billing.refunded', cents: 3000, title: 'A payment of $30.00 was refunded' },
      ]);
      expect(room.bench.kinds().filter((kind) => kind === 'billing.refunded')).toHaveLength(2);
      expect(await view()).toMatchObject({ status: 'active', service: 'running' });
    });

    it('a dispute is put before the staff and changes nothing; a lost one as well', async () => {
      const dispute = await room.control('stripe/disputes', { charge: await charge() });
      await room.deliver();
      expect(await notices()).toMatchObject([
        { kind: 'billing.dispute_opened', attention: true, cents: 3000 },
      ]);
      expect(await view()).toMatchObject({ status: 'active', service: 'running' });
      await room.stripe.disputes.close(dispute['id'] as string);
      await room.deliver();
      expect((await notices()).map(({ kind }) => kind)).toEqual([
        'billing.dispute_lost',
        'billing.dispute_opened',
      ]);
      expect(await view()).toMatchObject({ service: 'running' });
    });
  });

  it('shows what is charged next, and the invoices so far', async () => {
    const { currentPeriodEnd } = await view();
    expect(await room.bench.nextCharges.ofUser('usr_1')).toMatchObject({
      amountCents: 3000,
      at: currentPeriodEnd,
      currency: 'usd',
      balanceCents: 0,
    });
    const { items, nextCursor } = await room.bench.invoices.ofUser('usr_1');
    expect(items).toMatchObject([{ invoice: { status: 'paid', total: 3000 }, failureReason: null }]);
    expect(nextCursor).toBeNull();
    await room.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    expect(await room.bench.nextCharges.ofUser('usr_1')).toBeNull();
  });
});
