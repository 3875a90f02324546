import type { Mail } from '@automna/notifications';
import type { Overdue } from './overdue.js';
import type { ServiceStanding } from './standing.js';
import { STATUS, type SubscriptionStatus } from './subscription-status.js';

/** The parts of a subscription's row that decide what its customer is written. */
export interface LetterFacts {
  stripeSubscriptionId: string;
  status: SubscriptionStatus;
  live: boolean;
  service: ServiceStanding;
  overdueInvoiceId: string | null;
}

type LetterTemplate =
  | 'payment_failed'
  | 'payment_action_required'
  | 'service_suspended'
  | 'service_restored'
  | 'subscription_ended';

/** A mail without its address. */
export type Letter = {
  [T in LetterTemplate]: Omit<Extract<Mail, { template: T }>, 'to' | 'userId'>;
}[LetterTemplate];

export interface LetterOccasion {
  before: LetterFacts | null;
  after: LetterFacts;
  /** What is owed at the moment of the reading; null = nothing any more. */
  overdue: Overdue | null;
  suspendsAt: Date | null;
  name: string;
  /** Title of the plan, `Pro`. */
  plan: string | null;
  /** Another subscription of the customer counts now. */
  replaced: boolean;
  /** The account is closed: its own letter says that the subscription has ended with it. */
  closed: boolean;
}

/**
 * The letters a reading gives rise to. Each is named after the invoice (or subscription) it is about and goes out once
 * under that name, so it does not matter how often, how late or by whom the reading is taken.
 */
export function lettersOf(occasion: LetterOccasion): Letter[] {
  const { before, after, overdue, name } = occasion;
  if (occasion.closed) return [];
  if (STATUS[after.status].final) {
    const told = before !== null && before.live && !occasion.replaced;
    const dedupeKey = `subscription_ended:${after.stripeSubscriptionId}`;
    return told ? [{ template: 'subscription_ended', data: { name, plan: occasion.plan }, dedupeKey }] : [];
  }
  if (!after.live) return [];
  const suspendedBefore = before?.service === 'suspended';
  const letters: Letter[] = [];
  if (suspendedBefore && isServed(after) && before.overdueInvoiceId !== null) {
    const dedupeKey = `service_restored:${before.overdueInvoiceId}`;
    letters.push({ template: 'service_restored', data: { name }, dedupeKey });
  }
  if (overdue === null) return letters;
  const { invoiceId, amountCents, currency } = overdue;
  if (after.service === 'suspended' && !suspendedBefore) {
    const data = { name, amountCents, currency };
    letters.push({ template: 'service_suspended', data, dedupeKey: `service_suspended:${invoiceId}` });
  }
  if (after.service === 'payment_late') letters.push(lateLetter(overdue, occasion));
  return letters;
}

function isServed({ service }: LetterFacts): boolean {
  return service === 'running' || service === 'payment_late';
}

function lateLetter(overdue: Overdue, { name, suspendsAt }: LetterOccasion): Letter {
  const { invoiceId, amountCents, currency, reason, payUrl } = overdue;
  const shared = { name, amountCents, currency, suspendsAt: suspendsAt?.toISOString() ?? null };
  if (overdue.needsAction) {
    const dedupeKey = `payment_action_required:${invoiceId}`;
    return { template: 'payment_action_required', data: { ...shared, payUrl }, dedupeKey };
  }
  return {
    template: 'payment_failed',
    data: { ...shared, reason, nextAttemptAt: overdue.nextAttemptAt?.toISOString() ?? null },
    dedupeKey: `payment_failed:${invoiceId}`,
  };
}
