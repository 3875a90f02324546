import type { AttentionRowDto, AttentionState } from '@automna/api-client';
import type { StatusWords } from '@automna/web-ui';
import { moneyIn } from '../../../ui/format.js';
import { humanise } from '../../../ui/state-labels.js';

const STATES: Record<AttentionState, string> = { open: 'To look at', done: 'Dealt with' };

/** As a list to choose from; the first is what the page begins with. */
export const ATTENTION_STATES = Object.entries(STATES).map(([state, label]) => ({ state, label }));

const KINDS: Record<string, string> = {
  'billing.dispute_opened': 'Dispute opened',
  'billing.dispute_lost': 'Dispute lost',
  'billing.fraud_warning': 'Fraud warning',
  'billing.invoice_not_finalized': 'Invoice is stuck',
  'billing.foreign_currency': 'Foreign currency',
  'billing.price_unknown': 'Unknown price',
  'billing.quantity_unexpected': 'Odd quantity',
  'billing.duplicate_subscription': 'Two live subscriptions',
};

export function attentionKind(kind: string): string {
  return KINDS[kind] ?? humanise(kind.replace(/^billing\./, ''));
}

/** Null where no amount is in question. */
export function attentionAmount({ cents, currency }: AttentionRowDto): string | null {
  return cents === null || currency === null ? null : moneyIn(cents, currency);
}

export function attentionLabel({ doneAt, doneBy }: AttentionRowDto): StatusWords {
  if (!doneAt) return { label: 'To look at', tone: 'warn' };
  return { label: doneBy ? 'Dealt with' : 'Settled itself', tone: 'ok' };
}

/** What the address says, without what does not exist. */
export function attentionState(address: string | undefined): AttentionState {
  return address === 'done' ? 'done' : 'open';
}
