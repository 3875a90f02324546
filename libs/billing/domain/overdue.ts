import type Stripe from 'stripe';
import { instant } from './stripe-time.js';

/** Only the parts of an invoice that are read. */
export type OwedInvoice = Pick<
  Stripe.Invoice,
  | 'id'
  | 'status'
  | 'attempted'
  | 'created'
  | 'amount_remaining'
  | 'currency'
  | 'next_payment_attempt'
  | 'hosted_invoice_url'
> & { payments?: Stripe.Invoice['payments'] };

/** The oldest invoice that was tried and is still unpaid: what a late payment is about. */
export function oldestOverdue<T extends OwedInvoice>(open: readonly T[]): T | null {
  const owed = open.filter((invoice) => invoice.status === 'open' && invoice.attempted);
  owed.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  return owed[0] ?? null;
}

/** What the customer is told about it. */
export interface Overdue {
  invoiceId: string;
  /** What is left to pay, in the smallest unit of the currency. */
  amountCents: number;
  currency: string;
  /** When Stripe tries again by itself; null = never. */
  nextAttemptAt: Date | null;
  payUrl: string | null;
  /** The bank wants the customer to confirm (3-D Secure): another attempt without them cannot succeed. */
  needsAction: boolean;
  /** One sentence. */
  reason: string;
}

/** Reads an invoice retrieved with its payment intents expanded; without them the reason stays general. */
export function overdueOf(invoice: OwedInvoice): Overdue {
  const intent = intentOf(invoice);
  const needsAction =
    intent?.status === 'requires_action' || intent?.last_payment_error?.code === 'authentication_required';
  return {
    invoiceId: invoice.id,
    amountCents: invoice.amount_remaining,
    currency: invoice.currency,
    nextAttemptAt: invoice.next_payment_attempt === null ? null : instant(invoice.next_payment_attempt),
    payUrl: invoice.hosted_invoice_url ?? null,
    needsAction,
    reason: reasonOf(intent?.last_payment_error ?? null, needsAction),
  };
}

/** The latest payment of the invoice; Stripe lists them newest first. */
function intentOf({ payments }: OwedInvoice): Stripe.PaymentIntent | null {
  const open = payments?.data.find(({ status }) => status === 'open') ?? payments?.data[0];
  const intent = open?.payment.payment_intent;
  return typeof intent === 'object' ? intent : null;
}

/**
 * Reasons a customer can do something about are named. A card reported lost or stolen is a plain refusal to whoever
 * reads the mail: that is what Stripe asks for.
 */
function reasonOf(error: Stripe.PaymentIntent.LastPaymentError | null, needsAction: boolean): string {
  if (!error && needsAction) return 'Your bank asks you to confirm the payment.';
  const last4 = error?.payment_method?.card?.last4;
  const card = last4 ? `your card ending in ${last4}` : 'your card';
  switch (error?.decline_code ?? error?.code) {
    case 'expired_card':
      return sentence(`${card} has expired.`);
    case 'insufficient_funds':
      return sentence(`${card} had not enough money available.`);
    case 'incorrect_cvc':
    case 'invalid_cvc':
      return `The security code of ${card} was not accepted.`;
    case 'processing_error':
      return `The bank could not process ${card} just then.`;
    case 'resource_missing':
      return 'There is no card on your account any more.';
    case 'authentication_required':
      return `Your bank asks you to confirm the payment with ${card}.`;
    default:
      return error ? `Your bank declined ${card}.` : 'The payment did not go through.';
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
