import { describe, expect, it } from '@jest/globals';
import { EVENT_POLICY, HANDLED_TYPES, subjectOf } from './event-subject.js';

const PINNED = '2026-10-28.endive';
const event = (type: string, object: unknown, api_version: string | null = PINNED) => ({
  type,
  api_version,
  data: { object },
});

/** Every type of Stripe's that has to do with a subscription business like ours. */
const CONCERN_US = [
  ...['completed', 'async_payment_succeeded', 'async_payment_failed', 'expired'].map(
    (what) => `checkout.session.${what}`,
  ),
  ...['created', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'].map(
    (what) => `customer.subscription.${what}`,
  ),
  'customer.subscription.pending_update_applied',
  'customer.subscription.pending_update_expired',
  ...['created', 'finalized', 'finalization_failed', 'paid', 'payment_succeeded', 'payment_failed'].map(
    (what) => `invoice.${what}`,
  ),
  'invoice.payment_action_required',
  'invoice.upcoming',
  'invoice_payment.paid',
  ...['created', 'updated', 'released', 'canceled', 'completed', 'aborted'].map(
    (what) => `subscription_schedule.${what}`,
  ),
  'customer.updated',
  'customer.deleted',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
  'payment_method.attached',
  'radar.early_fraud_warning.created',
];

describe('What an event is about', () => {
  it.each([
    ['customer.subscription.updated', { id: 'sub_1' }, { kind: 'subscription', id: 'sub_1' }],
    ['checkout.session.completed', { id: 'cs_1' }, { kind: 'checkout', id: 'cs_1' }],
    ['customer.deleted', { id: 'cus_1' }, { kind: 'customer_deleted', id: 'cus_1' }],
    ['customer.updated', { id: 'cus_1' }, { kind: 'customer', id: 'cus_1' }],
    ['subscription_schedule.released', { id: 'sub_sched_1' }, { kind: 'schedule', id: 'sub_sched_1' }],
    ['charge.refunded', { id: 'ch_1' }, { kind: 'charge', id: 'ch_1' }],
    ['charge.dispute.created', { id: 'dp_1' }, { kind: 'dispute', id: 'dp_1' }],
    ['radar.early_fraud_warning.created', { id: 'issfr_1' }, { kind: 'fraud_warning', id: 'issfr_1' }],
    [
      'invoice.finalization_failed',
      { id: 'in_1', parent: { subscription_details: { subscription: 'sub_1' } } },
      { kind: 'finalization', id: 'in_1' },
    ],
    [
      'invoice.paid',
      { id: 'in_1', parent: { subscription_details: { subscription: 'sub_1' } } },
      { kind: 'subscription', id: 'sub_1' },
    ],
    [
      'invoice.paid',
      { id: 'in_1', parent: { subscription_details: { subscription: { id: 'sub_2' } } } },
      { kind: 'subscription', id: 'sub_2' },
    ],
  ])('%s', (type, object, subject) => {
    expect(subjectOf(event(type, object), PINNED)).toEqual(subject);
  });

  it('is the invoice itself when its payload has another shape than ours', () => {
    const old = event('invoice.paid', { id: 'in_1', subscription: 'sub_1' }, '2024-06-20');
    expect(subjectOf(old, PINNED)).toEqual({ kind: 'invoice', id: 'in_1' });
  });

  it.each([
    ['charge.succeeded', { id: 'ch_1' }],
    ['constructor', { id: 'x' }],
    ['customer.subscription.updated', {}],
    ['customer.subscription.updated', null],
    ['customer.subscription.updated', { id: 7 }],
    ['invoice.paid', { id: 'in_1', parent: null }],
  ])('is nothing for %s of %j', (type, object) => {
    expect(subjectOf(event(type, object), PINNED).kind).toBe('nothing');
  });

  it('is decided for each type the endpoint is subscribed to', () => {
    for (const type of HANDLED_TYPES) {
      const object = { id: 'x', parent: { subscription_details: { subscription: 'sub_1' } } };
      expect(subjectOf(event(type, object), PINNED).kind).not.toBe('nothing');
    }
  });

  it.each(CONCERN_US)('has a decision for %s: an effect, or a reason to ignore it', (type) => {
    const policy: { effect: string } | { ignored: string } | undefined = Object.entries(EVENT_POLICY).find(
      ([listed]) => listed === type,
    )?.[1];
    expect(policy).toBeDefined();
    if (policy && 'ignored' in policy) expect(policy.ignored.length).toBeGreaterThan(20);
  });

  it('says why a type is ignored, and is not sent it', () => {
    const subject = subjectOf(event('invoice.upcoming', { id: 'in_1' }), PINNED);
    expect(subject).toMatchObject({ kind: 'nothing', why: expect.stringContaining('a preview') });
    expect(HANDLED_TYPES).not.toContain('invoice.upcoming');
  });
});
