import type { InvoiceDto, SubscriptionDto } from '@automna/api-client';
import { money } from '@automna/web-ui';
import { day, instant } from '../../../ui/dates.js';
import { planState } from './plan-state.js';

/** A payment that needs the customer: what is the matter, by when, and what can be done. */
export interface PaymentTrouble {
  title: string;
  text: string;
  bad: boolean;
  /** The words on the link to the page where the open invoice is paid; null when there is no such page. */
  pay: string | null;
  /** Another card may help. */
  card: boolean;
}

/** What is still to be paid of an invoice. */
export function unpaidCents({ status, amountDueCents, amountPaidCents }: InvoiceDto): number {
  return status === 'open' ? amountDueCents - amountPaidCents : 0;
}

/** The invoice the subscription's pay link leads to, or else the oldest one that is open. */
export function openInvoice(invoices: readonly InvoiceDto[], payUrl: string | null): InvoiceDto | null {
  const open = invoices.filter((invoice) => unpaidCents(invoice) > 0);
  return open.find(({ hostedUrl }) => hostedUrl !== null && hostedUrl === payUrl) ?? open.at(-1) ?? null;
}

/**
 * @param invoice the open invoice when it is known; without it no amount is named
 * @returns null while every payment is in order
 */
export function paymentTrouble(
  subscription: SubscriptionDto,
  invoice: InvoiceDto | null,
): PaymentTrouble | null {
  const amount = invoice && money(unpaidCents(invoice), invoice.currency);
  const pay = subscription.payUrl ? (amount ? `Pay ${amount}` : 'Pay now') : null;
  switch (planState(subscription)) {
    case 'suspended':
      return because(invoice, { ...suspended(subscription, amount), bad: true, pay, card: true });
    case 'late':
      return because(invoice, { ...late(subscription, amount), bad: false, pay, card: true });
    case 'awaiting':
      return {
        ...awaiting(subscription, amount, invoice?.failureReason ?? null),
        bad: false,
        pay,
        card: false,
      };
    case 'incomplete':
      return {
        title: 'Your first payment is not finished.',
        text: pay
          ? 'Your bank asks you to confirm it, or your card was declined. Nothing has been charged so far.'
          : 'Nothing has been charged. Choose a plan to try again.',
        bad: false,
        pay,
        card: false,
      };
    default:
      return null;
  }
}

/** Puts why the last attempt failed before what follows from it. */
function because(invoice: InvoiceDto | null, trouble: PaymentTrouble): PaymentTrouble {
  const reason = invoice?.failureReason;
  return reason ? { ...trouble, text: `${reason} ${trouble.text}` } : trouble;
}

function suspended({ status, pastDueSince }: SubscriptionDto, amount: string | null) {
  if (status === 'paused') {
    return {
      title: 'Your agent is paused.',
      text: 'Your trial ended without a card to charge. Nothing is deleted: add a card and your agent goes on where it stopped.',
    };
  }
  const since = pastDueSince ? ` since ${day(pastDueSince)}` : '';
  return {
    title: 'Your agent is paused.',
    text: `${amount ?? 'A payment'} is overdue${since}. Nothing is deleted: as soon as it is paid, your agent goes on where it stopped.`,
  };
}

function late({ pastDueSince, suspendsAt }: SubscriptionDto, amount: string | null) {
  const since = pastDueSince ? ` since ${day(pastDueSince)}` : '';
  const until = suspendsAt
    ? `Your agent keeps working until ${day(suspendsAt)}; after that it is paused until you pay.`
    : 'Your agent keeps working for now.';
  return {
    title: 'Your last payment did not go through.',
    text: `${amount ?? 'It'} is overdue${since}. ${until}`,
  };
}

function awaiting({ awaitingPayment, plan }: SubscriptionDto, amount: string | null, reason: string | null) {
  const title = awaitingPayment?.plan.title ?? 'your new plan';
  const until = awaitingPayment ? ` by ${instant(awaitingPayment.expiresAt)}` : '';
  const stay = plan ? ` Until then you stay on ${plan.title}.` : '';
  return {
    title: amount ? `${amount} for ${title} waits for you.` : `The payment for ${title} waits for you.`,
    text: `${reason ?? 'Your bank asks you to confirm it, or your card was declined.'} Settle it${until} and ${title} is yours at once.${stay}`,
  };
}
