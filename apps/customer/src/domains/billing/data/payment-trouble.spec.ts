import { aPlan, aSubscription, anInvoice, noSubscription } from '../../../testing/billing-builders.js';
import { openInvoice, paymentTrouble } from './payment-trouble.js';

const PAY_URL = 'https://invoice.stripe.com/i/open';
const OPEN = anInvoice({ status: 'open', amountPaidCents: 0, hostedUrl: PAY_URL });
const LATE = aSubscription({
  status: 'past_due',
  service: 'payment_late',
  pastDueSince: '2026-11-10T12:00:00.000Z',
  suspendsAt: '2026-11-24T12:00:00.000Z',
  payUrl: PAY_URL,
});

describe('paymentTrouble', () => {
  it('has nothing to say while payments are in order', () => {
    for (const fine of [aSubscription(), noSubscription(), aSubscription({ cancelAtPeriodEnd: true })]) {
      expect(paymentTrouble(fine, null)).toBeNull();
    }
  });

  it('tells a late payment with its amount, since when, and the day the agent is paused', () => {
    const trouble = paymentTrouble(LATE, OPEN);
    expect(trouble?.text).toBe(
      '$30.00 is overdue since 10 November 2026. Your agent keeps working until 24 November 2026; after that it is paused until you pay.',
    );
    expect(trouble).toMatchObject({ pay: 'Pay $30.00', card: true, bad: false });
  });

  it('says so without an amount while the invoice is not known', () => {
    expect(paymentTrouble(LATE, null)).toMatchObject({ pay: 'Pay now' });
    expect(paymentTrouble(LATE, null)?.text).toContain('It is overdue since 10 November 2026.');
  });

  it('begins with why the last attempt failed, where that is known', () => {
    const failed = { ...OPEN, failureReason: 'Your card ending in 0069 has expired.' };
    expect(paymentTrouble(LATE, failed)?.text).toMatch(
      /^Your card ending in 0069 has expired. \$30.00 is overdue/,
    );
    const suspended = { ...LATE, status: 'unpaid' as const, service: 'suspended' as const };
    expect(paymentTrouble(suspended, failed)?.text).toMatch(/^Your card ending in 0069 has expired. /);
    const waiting = aSubscription({
      payUrl: PAY_URL,
      awaitingPayment: { plan: aPlan('power'), expiresAt: '2026-11-23T12:00:00.000Z' },
    });
    const text = paymentTrouble(waiting, failed)?.text;
    expect(text).toMatch(/^Your card ending in 0069 has expired. Settle it by/);
    expect(text).not.toContain('or your card was declined');
  });

  it('offers no page to pay on when there is none', () => {
    expect(paymentTrouble({ ...LATE, payUrl: null }, OPEN)?.pay).toBeNull();
  });

  it('promises that nothing of a paused agent is deleted', () => {
    const suspended = { ...LATE, status: 'unpaid' as const, service: 'suspended' as const };
    expect(paymentTrouble(suspended, OPEN)).toMatchObject({ title: 'Your agent is paused.', bad: true });
    expect(paymentTrouble(suspended, OPEN)?.text).toContain('Nothing is deleted');
    const afterTrial = { ...suspended, status: 'paused' as const, pastDueSince: null, payUrl: null };
    expect(paymentTrouble(afterTrial, null)?.text).toContain('Your trial ended without a card');
  });

  it('names the plan and the deadline of an upgrade that waits for its payment', () => {
    const waiting = aSubscription({
      payUrl: PAY_URL,
      awaitingPayment: { plan: aPlan('power'), expiresAt: '2026-11-23T12:00:00.000Z' },
    });
    const invoice = anInvoice({ ...OPEN, totalCents: 1234, amountDueCents: 1234 });
    const trouble = paymentTrouble(waiting, invoice);
    expect(trouble?.title).toBe('$12.34 for Power waits for you.');
    expect(trouble?.text).toContain('by 23 November');
    expect(trouble?.text).toContain('Until then you stay on Pro.');
    expect(trouble?.pay).toBe('Pay $12.34');
  });

  it('explains a first payment that was not finished', () => {
    const incomplete = noSubscription({ status: 'incomplete', payUrl: PAY_URL });
    expect(paymentTrouble(incomplete, null)).toMatchObject({
      title: 'Your first payment is not finished.',
      pay: 'Pay now',
    });
    expect(paymentTrouble({ ...incomplete, payUrl: null }, null)?.text).toContain(
      'Choose a plan to try again',
    );
  });
});

describe('openInvoice', () => {
  const older = anInvoice({
    status: 'open',
    amountPaidCents: 0,
    hostedUrl: 'https://x/older',
    amountDueCents: 100,
  });

  it('is the one the pay link leads to', () => {
    expect(openInvoice([anInvoice(), OPEN, older], PAY_URL)).toBe(OPEN);
  });

  it('is else the oldest one with something left to pay', () => {
    expect(openInvoice([OPEN, older, anInvoice()], null)).toBe(older);
    expect(
      openInvoice([anInvoice({ status: 'open', amountDueCents: 0, amountPaidCents: 0 })], null),
    ).toBeNull();
    expect(openInvoice([anInvoice({ status: 'void', amountPaidCents: 0 })], null)).toBeNull();
  });

  it('names what is left after a part payment', () => {
    const part = anInvoice({ ...OPEN, amountPaidCents: 1000 });
    expect(paymentTrouble(LATE, part)?.pay).toBe('Pay $20.00');
  });
});
