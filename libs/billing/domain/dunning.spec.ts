import { describe, expect, it } from '@jest/globals';
import { type LetterFacts, type LetterOccasion, lettersOf } from './dunning.js';
import type { Overdue } from './overdue.js';

const row = (given: Partial<LetterFacts> = {}): LetterFacts => ({
  stripeSubscriptionId: 'sub_1',
  status: 'active',
  live: true,
  service: 'running',
  overdueInvoiceId: null,
  ...given,
});
const RUNNING = row();
const LATE = row({ status: 'past_due', service: 'payment_late', overdueInvoiceId: 'in_1' });
const SUSPENDED = row({ status: 'past_due', service: 'suspended', overdueInvoiceId: 'in_1' });
const UNPAID = row({ status: 'unpaid', service: 'suspended', overdueInvoiceId: 'in_1' });
const ENDED = row({ status: 'canceled', live: false, service: 'ended' });
const owed = (given: Partial<Overdue> = {}): Overdue => ({
  invoiceId: 'in_1',
  amountCents: 3000,
  currency: 'usd',
  nextAttemptAt: new Date('2026-03-04T00:00:00Z'),
  payUrl: 'https://pay/in_1',
  needsAction: false,
  reason: 'Your card has expired.',
  ...given,
});
const occasion = (
  before: LetterFacts | null,
  after: LetterFacts,
  overdue: Overdue | null = null,
  replaced = false,
): LetterOccasion => ({
  before,
  after,
  overdue,
  replaced,
  closed: false,
  suspendsAt: new Date('2026-03-15T00:00:00Z'),
  name: 'Ada',
  plan: 'Pro',
});
const keys = (...given: Parameters<typeof occasion>) =>
  lettersOf(occasion(...given)).map(({ dedupeKey }) => dedupeKey);

describe('The letters about a payment', () => {
  it('say nothing about a closed account, whose own letter says it all', () => {
    expect(lettersOf({ ...occasion(RUNNING, ENDED), closed: true })).toEqual([]);
  });

  it.each<[string, Parameters<typeof occasion>, string[]]>([
    ['a failed payment', [RUNNING, LATE, owed()], ['payment_failed:in_1']],
    ['a failed payment seen first', [null, LATE, owed()], ['payment_failed:in_1']],
    ['a bank that asks', [RUNNING, LATE, owed({ needsAction: true })], ['payment_action_required:in_1']],
    ['a failure that is paid by now', [RUNNING, LATE, null], []],
    ['time that is up', [LATE, SUSPENDED, owed()], ['service_suspended:in_1']],
    ['the last attempt failed', [LATE, UNPAID, owed()], ['service_suspended:in_1']],
    ['a failure learned of when all is over', [RUNNING, UNPAID, owed()], ['service_suspended:in_1']],
    ['being suspended still', [SUSPENDED, UNPAID, owed()], []],
    ['a payment after the stop', [SUSPENDED, RUNNING], ['service_restored:in_1']],
    [
      'the older of two invoices paid after the stop',
      [SUSPENDED, row({ ...LATE, overdueInvoiceId: 'in_2' }), owed({ invoiceId: 'in_2' })],
      ['service_restored:in_1', 'payment_failed:in_2'],
    ],
    ['a payment in time', [LATE, RUNNING], []],
    ['a pause without a debt', [RUNNING, row({ status: 'paused', service: 'suspended' })], []],
    ['the end of a pause', [row({ status: 'paused', service: 'suspended' }), RUNNING], []],
    ['the end', [RUNNING, ENDED], ['subscription_ended:sub_1']],
    ['the end while suspended', [SUSPENDED, ENDED, owed()], ['subscription_ended:sub_1']],
    ['the end of one that never counted', [row({ live: false, service: 'none' }), ENDED], []],
    ['the end of one never heard of', [null, ENDED], []],
    ['the end of one while another goes on', [RUNNING, ENDED, null, true], []],
    [
      'a second subscription that is late',
      [null, row({ ...LATE, live: false, service: 'none' }), owed()],
      [],
    ],
    ['nothing new', [RUNNING, RUNNING], []],
  ])('for %s', (_what, given, expected) => {
    expect(keys(...given)).toEqual(expected);
  });

  it('say what the invoice says', () => {
    const [failed] = lettersOf(occasion(RUNNING, LATE, owed()));
    expect(failed).toEqual({
      template: 'payment_failed',
      dedupeKey: 'payment_failed:in_1',
      data: {
        name: 'Ada',
        amountCents: 3000,
        currency: 'usd',
        reason: 'Your card has expired.',
        nextAttemptAt: '2026-03-04T00:00:00.000Z',
        suspendsAt: '2026-03-15T00:00:00.000Z',
      },
    });
    const [action] = lettersOf(occasion(RUNNING, LATE, owed({ needsAction: true })));
    expect(action?.data).toMatchObject({ payUrl: 'https://pay/in_1', amountCents: 3000 });
  });
});
