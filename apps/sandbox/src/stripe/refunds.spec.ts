import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { customerWith, monthly, startStripe, type Harness } from './testing/harness.js';
import { expectValidAnswers } from './testing/valid-answers.js';

describe('money that goes back', () => {
  let harness: Harness;
  let stripe: Stripe;
  let price: Stripe.Price;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    price = await monthly(stripe, 'Refunded', 2000);
  });
  afterAll(() => harness.close());

  const paid = async (card?: string) => {
    const customer = await customerWith(stripe, card);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
    if (!charge) throw new Error('nothing was charged');
    return charge;
  };
  const typesOf = async (id: string) => {
    const events = await stripe.events.list({ limit: 100 });
    const about = (it: Stripe.Event) => {
      const object = it.data.object as { id?: string; charge?: string };
      return object.id === id || object.charge === id;
    };
    return events.data.filter(about).map((it) => it.type);
  };

  it('goes back in parts, up to what was paid', async () => {
    const charge = await paid();
    const first = await stripe.refunds.create({
      charge: charge.id,
      amount: 500,
      reason: 'requested_by_customer',
    });
    expect(first).toMatchObject({ amount: 500, status: 'succeeded', payment_intent: charge.payment_intent });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 500, refunded: false });
    await expect(stripe.refunds.create({ charge: charge.id, amount: 1501 })).rejects.toThrow(
      'Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)',
    );
    await stripe.refunds.create({ payment_intent: charge.payment_intent as string });
    const after = await stripe.charges.retrieve(charge.id, { expand: ['refunds'] });
    expect(after).toMatchObject({ amount_refunded: 2000, refunded: true });
    expect(after.refunds?.data.map((it) => it.amount)).toEqual([1500, 500]);
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    expect((await typesOf(charge.id)).filter((it) => it.includes('refund'))).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.created',
      'charge.refunded',
    ]);
    expect((await stripe.refunds.list({ charge: charge.id })).data).toHaveLength(2);
    const changed = await stripe.refunds.update(first.id, { metadata: { why: 'kind' } });
    expect(changed.metadata).toEqual({ why: 'kind' });
  });

  it('needs to be told what, and cannot undo what never was', async () => {
    await expect(stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(stripe.refunds.create({ charge: 'ch_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'charge',
    });
  });

  it('may take a while, or come back', async () => {
    const slow = await paid('pm_card_pendingRefund');
    expect(await stripe.refunds.create({ charge: slow.id })).toMatchObject({ status: 'pending' });
    const failing = await paid('pm_card_refundFail');
    const refund = await stripe.refunds.create({ charge: failing.id });
    expect(refund.status).toBe('succeeded');
    await harness.advance(1);
    expect((await stripe.refunds.list({ charge: slow.id })).data[0]).toMatchObject({ status: 'succeeded' });
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await stripe.charges.retrieve(failing.id)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await typesOf(failing.id)).toEqual(
      expect.arrayContaining(['refund.failed', 'charge.refund.updated']),
    );
  });

  it('is taken back by a disputing customer, who may be answered', async () => {
    const charge = await paid('pm_card_createDispute');
    expect(charge.disputed).toBe(false);
    await harness.advance(1);
    const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data;
    if (!dispute) throw new Error('nobody disputed');
    expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 2000 });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ disputed: true });
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_disputed',
    });

    const kept = await stripe.disputes.update(dispute.id, {
      evidence: { product_description: 'An agent' },
      submit: false,
    });
    expect(kept).toMatchObject({ status: 'needs_response', evidence_details: { has_evidence: true } });
    const won = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expect(won).toMatchObject({ status: 'won', evidence: { product_description: 'An agent' } });
    await expect(stripe.disputes.close(dispute.id)).rejects.toThrow('already closed');
    expect((await typesOf(charge.id)).filter((it) => it.includes('dispute'))).toEqual([
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
      'charge.dispute.updated',
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.created',
    ]);
  });

  it('is lost when nobody answers in time, or gives in', async () => {
    const late = await paid('pm_card_createDisputeProductNotReceived');
    const other = await paid();
    const made = await harness.control('stripe/disputes', { charge: other.id, reason: 'duplicate' });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as Stripe.Dispute;
    expect(await stripe.disputes.close(id)).toMatchObject({ status: 'lost', reason: 'duplicate' });
    expect((await harness.control('stripe/disputes', { charge: other.id })).status).toBe(400);
    await harness.advance(1);
    await harness.advance(10 * 86_400);
    expect((await stripe.disputes.list({ charge: late.id })).data[0]).toMatchObject({ status: 'lost' });
  });

  it('is asked about, or warned of, before it is gone', async () => {
    const inquired = await paid('pm_card_createDisputeInquiry');
    const warned = await paid('pm_card_createIssuerFraudRecord');
    await harness.advance(1);
    const [inquiry] = (await stripe.disputes.list({ charge: inquired.id })).data;
    expect(inquiry).toMatchObject({ status: 'warning_needs_response', is_charge_refundable: true });
    await expect(stripe.refunds.create({ charge: inquired.id })).resolves.toMatchObject({ amount: 2000 });
    const [warning] = (await stripe.radar.earlyFraudWarnings.list({ charge: warned.id })).data;
    expect(warning).toMatchObject({ actionable: true, fraud_type: 'made_with_stolen_card' });
    await stripe.refunds.create({ charge: warned.id, reason: 'fraudulent' });
    expect(await stripe.radar.earlyFraudWarnings.retrieve(warning?.id ?? '')).toMatchObject({
      actionable: false,
    });
  });

  it('is described as Stripe describes it', () => expectValidAnswers(harness), 60_000);
});
