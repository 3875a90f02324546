import { forPeople, isSomebodyElses } from '../../adapters/stripe-errors.js';
import { BillingError } from '../../billing.errors.js';

/** `written` = the change is written down and will be carried out without the customer's help. */
export function forChange(error: unknown, written: boolean): unknown {
  if (isSomebodyElses(error)) {
    return new BillingError('change_in_progress', 'Wait a moment and look again.', {
      cause: error,
      headers: { 'Retry-After': '2' },
    });
  }
  const shown = forPeople(error);
  if (!written || shown === error) return shown;
  return new BillingError(
    'billing_unavailable',
    'Our payment provider does not answer right now. Your change is written down and will be carried out as soon as it does; nothing is ever charged twice.',
    { cause: error, headers: { 'Retry-After': '60' } },
  );
}
