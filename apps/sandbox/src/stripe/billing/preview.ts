import type { InvoiceRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { settleTotal, totalsOf } from './balance.js';
import { runDue } from './due.js';

/** `next` is the next invoice as it will be; `recurring` only what comes back every period. */
export type Preview = 'next' | 'recurring';

const HOUR = 3600;

/**
 * The next invoice of a subscription, in a copy of the world: time runs there to the end of the period, with whatever
 * falls due on the way (a phase of a schedule, the end of a trial). Undefined when nothing more will be billed.
 */
export function nextInvoice(
  shadow: World,
  subscription: SubscriptionRecord,
  mode: Preview,
): InvoiceRecord | undefined {
  const theirs = (it: { subscription: string | null }) => it.subscription === subscription.id;
  if (mode === 'recurring') {
    shadow.pendingLines.replace([]);
  }
  const known = new Set(shadow.invoices.all().map((it) => it.id));
  const end = Math.max(subscription.items[0]?.periodEnd ?? 0, subscription.cancelAt ?? 0);
  runDue(shadow, end, undefined, () => fresh(shadow, known, theirs) !== undefined);
  return fresh(shadow, known, theirs);
}

function fresh(
  shadow: World,
  known: ReadonlySet<string>,
  theirs: (it: InvoiceRecord) => boolean,
): InvoiceRecord | undefined {
  return shadow.invoices.all().find((it) => !known.has(it.id) && theirs(it));
}

/** An invoice of the copy as Stripe shows what is not there yet. */
export function asPreview(shadow: World, invoice: InvoiceRecord): InvoiceRecord {
  const balance = invoice.startingBalance;
  const { amountDue, endingBalance } = settleTotal(balance, totalsOf(invoice.lines).total);
  return {
    ...invoice,
    id: shadow.ctx.newId('upcoming_in_'),
    status: 'draft',
    billingReason: 'upcoming',
    amountDue,
    endingBalance,
    amountPaid: 0,
    attempted: false,
    attemptCount: 0,
    number: null,
    finalizedAt: null,
    finalizesAt: null,
    paidAt: null,
    nextPaymentAttempt: invoice.created + HOUR,
    lines: invoice.lines.map((line) => ({ ...line, id: line.id.replace(/^il_/, 'il_tmp_') })),
  };
}
