import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { BillingNoticeEntity, StripeEventEntity } from '../../persistence/billing-entities.js';
import { openSandboxBench, type SandboxBench } from '../../testing/sandbox-bench.js';

/** Events are made up here: what counts is what Stripe says when it is asked. */
describe('StripeEvents', () => {
  let room: SandboxBench;
  let subscription: Stripe.Subscription;
  let count = 0;

  beforeEach(async () => {
    room = await openSandboxBench();
    await room.bench.addUser('usr_1');
    await room.useCard('usr_1', 'pm_card_visa');
    subscription = await room.subscribe('usr_1', 'pro');
    await room.deliver();
  });
  afterEach(() => room.close());

  const outcomeOf = async (type: string, object: object, apiVersion = '2026-10-28.endive') => {
    count += 1;
    const id = `evt_made_${count}`;
    const created = Math.floor(room.bench.clock.now().getTime() / 1000);
    const event = { id, type, created, api_version: apiVersion, data: { object } };
    await room.deliver([event as unknown as Stripe.Event]);
    const { status, outcome } = await room.bench.repository(StripeEventEntity).findOneByOrFail({ id });
    return `${status}: ${outcome}`;
  };
  const notices = () => room.bench.repository(BillingNoticeEntity).count();

  it.each([
    ['charge.refunded', { id: 'ch_none' }, 'Stripe does not know ch_none'],
    ['charge.dispute.created', { id: 'dp_none' }, 'Stripe does not know dp_none'],
    ['radar.early_fraud_warning.created', { id: 'issfr_none' }, 'Stripe does not know issfr_none'],
    ['invoice.finalization_failed', { id: 'in_none' }, 'Stripe does not know in_none'],
    ['subscription_schedule.updated', { id: 'sub_sched_none' }, 'Stripe does not know sub_sched_none'],
    ['customer.updated', { id: 'cus_none' }, 'cus_none is no customer of ours'],
    ['customer.deleted', { id: 'cus_none' }, 'cus_none is no customer of ours'],
    ['customer.subscription.updated', { id: 'sub_none' }, 'Stripe does not know sub_none'],
  ])('%s about nothing of ours changes nothing', async (type, object, outcome) => {
    expect(await outcomeOf(type, object)).toContain(`processed: ${outcome}`);
    expect(await notices()).toBe(0);
  });

  it("tells nothing of a stranger's refund", async () => {
    const stranger = await room.stripe.customers.create({ email: 'stranger@example.com' });
    const method = await room.stripe.paymentMethods.attach('pm_card_visa', { customer: stranger.id });
    await room.stripe.subscriptions.create({
      customer: stranger.id,
      items: [{ price: subscription.items.data[0]?.price.id ?? '' }],
      default_payment_method: method.id,
    });
    const { data } = await room.stripe.charges.list({ customer: stranger.id });
    await room.stripe.refunds.create({ charge: data[0]?.id ?? '' });
    await room.deliver();
    expect(await notices()).toBe(0);
    expect((await room.bench.subscriptions.ofUser('usr_1')).live).toBe(true);
  });

  it('tells nothing of a charge that was not refunded, or an invoice that was finalized after all', async () => {
    const { data } = await room.stripe.charges.list();
    expect(await outcomeOf('charge.refunded', { id: data[0]?.id })).toContain('Nothing new about');
    const { latest_invoice: invoice } = subscription;
    expect(await outcomeOf('invoice.finalization_failed', { id: invoice as string })).toContain(
      'Nothing new',
    );
    expect(await notices()).toBe(0);
  });

  it('reads the live subscription again when its customer changed', async () => {
    await room.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const customer = subscription.customer as string;
    expect(await outcomeOf('customer.updated', { id: customer })).toContain('will end with its paid period');
  });

  it('ignores with a reason', async () => {
    expect(await outcomeOf('invoice.upcoming', { object: 'invoice' })).toContain(
      'ignored: invoice.upcoming: a preview',
    );
    expect(await outcomeOf('tax_rate.created', { id: 'txr_1' })).toBe(
      'ignored: tax_rate.created has no effect on us',
    );
  });

  it('understands an invoice in the shape of another API version by reading it', async () => {
    await room.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const { latest_invoice: id } = subscription;
    expect(await outcomeOf('invoice.paid', { id, subscription: 'sub_other' }, '2024-06-20')).toContain(
      'will end with its paid period',
    );
  });

  it('warns the staff of a payment that may be fraud, once', async () => {
    await room.bench.addUser('usr_2');
    await room.useCard('usr_2', 'pm_card_createIssuerFraudRecord');
    await room.subscribe('usr_2', 'pro');
    await room.advance(60);
    await room.deliver();
    expect(await room.bench.notices.ofUser('usr_2')).toMatchObject([
      { kind: 'billing.fraud_warning', attention: true, cents: 3000 },
    ]);
    expect(room.bench.kinds().filter((kind) => kind === 'billing.fraud_warning')).toHaveLength(1);
    expect(await room.bench.subscriptions.ofUser('usr_2')).toMatchObject({ service: 'running' });
  });
});
