import { billingChange } from '../../../../testing/billing-builders.js';
import { changeLabel, changeTitle, creditText, invoiceLabel } from './billing-words.js';

describe('billing words', () => {
  it.each([
    [billingChange(), 'Upgrade from Starter to Pro'],
    [
      billingChange({ kind: 'downgrade', fromPlan: 'pro', toPlan: 'starter' }),
      'Downgrade from Pro to Starter',
    ],
    [billingChange({ kind: 'keep', fromPlan: 'pro', toPlan: 'pro' }), 'Stay on Pro'],
    [billingChange({ kind: 'cancel', fromPlan: 'pro', toPlan: null }), 'Cancel Pro'],
    [billingChange({ kind: 'resume', fromPlan: null, toPlan: null }), 'Resume the subscription'],
    [billingChange({ fromPlan: null }), 'Upgrade from an unknown plan to Pro'],
  ])('names a change', (change, title) => {
    expect(changeTitle(change)).toBe(title);
  });

  it('shows states it does not know yet as they are', () => {
    expect(changeLabel('awaiting_payment').label).toBe('Waits for payment');
    expect(changeLabel('put_off').label).toBe('Put off');
    expect(invoiceLabel('open').tone).toBe('warn');
    expect(invoiceLabel('half_paid').label).toBe('Half paid');
    expect(invoiceLabel(null).label).toBe('No status');
  });

  it('tells credit from debt from not knowing', () => {
    expect(creditText(450)).toBe('$4.50 for the next invoices');
    expect(creditText(0)).toBe('none');
    expect(creditText(-450)).toBe('none, $4.50 owed');
    expect(creditText(null)).toBe('not known');
  });
});
