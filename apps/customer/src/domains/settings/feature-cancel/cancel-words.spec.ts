import { aPlan, aSubscription } from '../../../testing/billing-builders.js';
import { cancelConsequences } from './cancel-words.js';

const text = (...args: Parameters<typeof cancelConsequences>) => cancelConsequences(...args).join(' ');

describe('cancelConsequences', () => {
  it('says until when everything goes on, and that it can be taken back', () => {
    expect(text(aSubscription())).toContain('Pro runs until 10 December 2026, with everything it has.');
    expect(text(aSubscription())).toContain('Until 10 December 2026 you can take it back');
    expect(text(aSubscription())).toContain('It is not deleted');
  });

  it('says what else is dropped', () => {
    const awaitingPayment = { plan: aPlan('power'), expiresAt: '2026-11-23T12:00:00.000Z' };
    expect(text(aSubscription({ awaitingPayment }))).toContain(
      'The upgrade to Power is dropped; it is not charged.',
    );
    expect(text(aSubscription({ nextPlan: aPlan('starter') }))).toContain(
      'The change to Starter is dropped.',
    );
  });

  it('does not hide that an overdue payment stays due', () => {
    const late = aSubscription({ status: 'past_due', service: 'payment_late' });
    expect(text(late)).toContain('No further month is charged. ');
    expect(text(late)).toContain('The payment that is overdue stays due.');
  });

  it('promises no charge at the end of a trial', () => {
    expect(text(aSubscription({ trialEnd: '2026-12-10T12:00:00.000Z' }))).toContain('You are not charged.');
  });

  it('ends at once what nobody has paid for', () => {
    const words = text(aSubscription({ status: 'unpaid', service: 'suspended' }));
    expect(words).toContain('ends at once');
    expect(words).not.toContain('10 December');
  });
});
