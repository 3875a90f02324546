import type { BillingChangeDto, BillingChangeState } from '@automna/api-client';
import type { StatusWords } from '@automna/web-ui';
import { money } from '../../../ui/format.js';
import { humanise } from '../../../ui/state-labels.js';
import { planTitle } from '../../../ui/plan-title.js';

const CHANGE: Record<BillingChangeState, StatusWords> = {
  requested: { label: 'Under way', tone: 'info', busy: true },
  awaiting_payment: { label: 'Waits for payment', tone: 'warn' },
  scheduled: { label: 'Scheduled', tone: 'info' },
  done: { label: 'Done', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  superseded: { label: 'Replaced', tone: 'neutral' },
};

/** Stripe's own states of an invoice. */
const INVOICE: Record<string, StatusWords> = {
  draft: { label: 'Draft', tone: 'neutral' },
  open: { label: 'Open', tone: 'warn' },
  paid: { label: 'Paid', tone: 'ok' },
  void: { label: 'Void', tone: 'neutral' },
  uncollectible: { label: 'Written off', tone: 'bad' },
};

export const changeLabel = (status: string): StatusWords =>
  (CHANGE as Record<string, StatusWords>)[status] ?? { label: humanise(status), tone: 'neutral' };

export const invoiceLabel = (status: string | null): StatusWords =>
  INVOICE[status ?? ''] ?? { label: status ? humanise(status) : 'No status', tone: 'neutral' };

/** `Upgrade from Starter to Pro`. */
export function changeTitle({ kind, fromPlan, toPlan }: BillingChangeDto): string {
  const from = planTitle(fromPlan) ?? 'an unknown plan';
  const to = planTitle(toPlan) ?? 'an unknown plan';
  switch (kind) {
    case 'upgrade':
      return `Upgrade from ${from} to ${to}`;
    case 'downgrade':
      return `Downgrade from ${from} to ${to}`;
    case 'keep':
      return `Stay on ${planTitle(fromPlan ?? toPlan) ?? 'the same plan'}`;
    case 'cancel':
      return `Cancel ${planTitle(fromPlan) ?? 'the subscription'}`;
    case 'resume':
      return `Resume ${planTitle(fromPlan ?? toPlan) ?? 'the subscription'}`;
    default:
      return humanise(kind satisfies never);
  }
}

/** Stripe's balance of a customer, in words; null when Stripe could not be asked. */
export function creditText(cents: number | null): string {
  if (cents === null) return 'not known';
  if (cents === 0) return 'none';
  return cents > 0 ? `${money(cents)} for the next invoices` : `none, ${money(-cents)} owed`;
}
