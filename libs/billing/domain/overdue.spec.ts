import { describe, expect, it } from '@jest/globals';
import { oldestOverdue, overdueOf, type OwedInvoice } from './overdue.js';

const invoice = (given: Partial<OwedInvoice> = {}): OwedInvoice => ({
  id: 'in_1',
  status: 'open',
  attempted: true,
  created: 1_774_000_000,
  amount_remaining: 3000,
  currency: 'usd',
  next_payment_attempt: 1_774_259_200,
  hosted_invoice_url: 'https://pay/in_1',
  ...given,
});
const paidWith = (status: string, error: object | null) =>
  invoice({
    payments: {
      data: [
        { status: 'canceled', payment: { payment_intent: { status: 'canceled' } } },
        { status: 'open', payment: { payment_intent: { status, last_payment_error: error } } },
      ],
    } as unknown as OwedInvoice['payments'],
  });
const card = { payment_method: { card: { last4: '0069' } } };

describe('A late payment', () => {
  it('is the oldest invoice that was tried and is open', () => {
    const [old, young] = [invoice({ id: 'in_b', created: 1 }), invoice({ id: 'in_a', created: 2 })];
    expect(oldestOverdue([young, old])?.id).toBe('in_b');
    expect(oldestOverdue([invoice({ attempted: false }), invoice({ status: 'paid' })])).toBeNull();
  });

  it('is told in the cents and dates of its invoice', () => {
    expect(overdueOf(invoice())).toEqual({
      invoiceId: 'in_1',
      amountCents: 3000,
      currency: 'usd',
      nextAttemptAt: new Date(1_774_259_200_000),
      payUrl: 'https://pay/in_1',
      needsAction: false,
      reason: 'The payment did not go through.',
    });
    expect(overdueOf(invoice({ next_payment_attempt: null })).nextAttemptAt).toBeNull();
  });

  it.each([
    [{ code: 'expired_card', ...card }, 'Your card ending in 0069 has expired.'],
    [{ code: 'card_declined', decline_code: 'expired_card' }, 'Your card has expired.'],
    [
      { code: 'card_declined', decline_code: 'insufficient_funds', ...card },
      'Your card ending in 0069 had not enough money available.',
    ],
    [{ code: 'incorrect_cvc' }, 'The security code of your card was not accepted.'],
    [{ code: 'processing_error' }, 'The bank could not process your card just then.'],
    [
      { code: 'card_declined', decline_code: 'generic_decline', ...card },
      'Your bank declined your card ending in 0069.',
    ],
    [{ code: 'card_declined', decline_code: 'stolen_card' }, 'Your bank declined your card.'],
    [{ code: 'resource_missing' }, 'There is no card on your account any more.'],
    [{ code: 'something_new' }, 'Your bank declined your card.'],
  ])('for %j says "%s"', (error, reason) => {
    expect(overdueOf(paidWith('requires_payment_method', error))).toMatchObject({
      reason,
      needsAction: false,
    });
  });

  it('waits for the customer when the bank wants a confirmation', () => {
    expect(overdueOf(paidWith('requires_action', null))).toMatchObject({
      needsAction: true,
      reason: 'Your bank asks you to confirm the payment.',
    });
    const refused = paidWith('requires_payment_method', { code: 'authentication_required' });
    expect(overdueOf(refused).needsAction).toBe(true);
  });
});
