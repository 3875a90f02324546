import { describe, expect, it } from '@jest/globals';
import { HANDLED_TYPES, subjectOf } from './event-subject.js';

const PINNED = '2026-10-28.endive';
const event = (type: string, object: unknown, api_version: string | null = PINNED) => ({
  type,
  api_version,
  data: { object },
});

describe('What an event is about', () => {
  it.each([
    ['customer.subscription.updated', { id: 'sub_1' }, { kind: 'subscription', id: 'sub_1' }],
    ['checkout.session.completed', { id: 'cs_1' }, { kind: 'checkout', id: 'cs_1' }],
    ['customer.deleted', { id: 'cus_1' }, { kind: 'customer_deleted', id: 'cus_1' }],
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
});
