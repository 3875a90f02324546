import type { PlanRef } from '@automna/contracts';
import type Stripe from 'stripe';
import { planTitle } from './plan-title.js';
import { instant } from './stripe-time.js';

/** The prices an invoice's lines are at, as far as Stripe names them. */
export function pricesOnInvoice({ lines }: Pick<Stripe.Invoice, 'lines'>): string[] {
  return [...new Set(lines.data.flatMap((line) => priceOf(line) ?? []))];
}

/**
 * What an invoice is for, in one line. A change of plan is two lines at Stripe, credit for what is left of the one plan
 * and a charge for the rest of the period on the other; people look for the change itself.
 */
export function invoiceWords(
  invoice: Pick<Stripe.Invoice, 'description' | 'lines'>,
  plans: ReadonlyMap<string, PlanRef>,
): string {
  const { description, lines } = invoice;
  return description ?? changeWords(lines.data, plans) ?? lines.data[0]?.description ?? 'Subscription';
}

/** Null unless all of it is one plan's rest for another's; credit comes first, as it was first. */
function changeWords(
  lines: readonly Stripe.InvoiceLineItem[],
  plans: ReadonlyMap<string, PlanRef>,
): string | null {
  if (lines.length === 0 || !lines.every(isProration)) return null;
  const credit = lines.find(({ amount }) => amount < 0);
  const charge = lines.findLast(({ amount }) => amount > 0);
  const [from, to] = [credit, charge].map((line) => titleOf(line && priceOf(line), plans));
  if (!charge || !from || !to || from === to) return null;
  return `Change from ${from} to ${to}, ${span(instant(charge.period.start), instant(charge.period.end))}`;
}

function titleOf(price: string | null | undefined, plans: ReadonlyMap<string, PlanRef>): string | null {
  const plan = price ? plans.get(price) : undefined;
  if (!plan) return null;
  return planTitle(plan.catalogue, plan.name);
}

function priceOf({ pricing }: Stripe.InvoiceLineItem): string | null {
  const price = pricing?.price_details?.price;
  return typeof price === 'string' ? price : (price?.id ?? null);
}

function isProration({ parent }: Stripe.InvoiceLineItem): boolean {
  return (
    (parent?.subscription_item_details?.proration ?? false) ||
    (parent?.invoice_item_details?.proration ?? false)
  );
}

/** `3–31 March`, `20 March – 3 April`, `20 December 2026 – 3 January 2027`; days are those of UTC. */
function span(start: Date, end: Date): string {
  if (start.getUTCFullYear() !== end.getUTCFullYear()) return `${text(start, 'y')} – ${text(end, 'y')}`;
  if (start.getUTCMonth() !== end.getUTCMonth()) return `${text(start)} – ${text(end)}`;
  return start.getUTCDate() === end.getUTCDate() ? text(end) : `${start.getUTCDate()}–${text(end)}`;
}

function text(date: Date, year?: 'y'): string {
  return date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(year ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  });
}
