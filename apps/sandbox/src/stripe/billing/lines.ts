import type { LineRecord, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { day, money, per } from './money.js';

type LineBase = Pick<SubscriptionItemRecord, 'price' | 'quantity'>;

function line(
  world: World,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  of: LineBase,
  rest: Pick<LineRecord, 'amount' | 'description' | 'periodStart' | 'periodEnd' | 'proration' | 'credited'>,
): LineRecord {
  const price = world.prices.need(of.price);
  return {
    id: world.ctx.newId('il_'),
    currency: subscription.currency,
    price: price.id,
    product: price.product,
    quantity: of.quantity,
    unitAmount: price.unitAmount,
    subscription: subscription.id,
    subscriptionItem: item.id,
    invoiceItem: rest.proration ? world.ctx.newId('ii_') : null,
    metadata: item.metadata,
    ...rest,
  };
}

/** What one item costs for the period it is in; nothing while a trial runs. */
export function periodLine(
  world: World,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
): LineRecord {
  const price = world.prices.need(item.price);
  const product = world.products.need(price.product).name;
  const trial = subscription.status === 'trialing';
  return line(world, subscription, item, item, {
    amount: trial ? 0 : Math.round(price.unitAmount * item.quantity),
    description: trial
      ? `Free trial for ${item.quantity} × ${product}`
      : `${item.quantity} × ${product} (at ${money(price.unitAmount, price.currency)} / ${per(price.recurring)})`,
    periodStart: item.periodStart,
    periodEnd: item.periodEnd,
    proration: false,
    credited: null,
  });
}

/** Credit for the rest of the period of what an item was, at second `at`. */
export function creditLine(
  world: World,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  was: LineBase,
  at: number,
): LineRecord {
  const price = world.prices.need(was.price);
  const billed = linesOf(world, item);
  const amount =
    subscription.billingMode === 'flexible'
      ? debited(billed, item, at)
      : price.unitAmount * was.quantity * share(item, at);
  const last = billed.filter((it) => it.invoice !== null && it.line.amount > 0).at(-1);
  return line(world, subscription, item, was, {
    amount: -Math.round(amount),
    description: `Unused time on ${named(world, was)} after ${day(at)}`,
    periodStart: at,
    periodEnd: item.periodEnd,
    proration: true,
    credited: last?.invoice ? { invoice: last.invoice, invoice_line_items: [last.line.id] } : null,
  });
}

/** Charge for the rest of the period of what an item now is. */
export function debitLine(
  world: World,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  at: number,
): LineRecord {
  const price = world.prices.need(item.price);
  return line(world, subscription, item, item, {
    amount: Math.round(price.unitAmount * item.quantity * share(item, at)),
    description: `Remaining time on ${named(world, item)} after ${day(at)}`,
    periodStart: at,
    periodEnd: item.periodEnd,
    proration: true,
    credited: null,
  });
}

function named(world: World, of: LineBase): string {
  const name = world.products.need(world.prices.need(of.price).product).name;
  return of.quantity === 1 ? name : `${of.quantity} × ${name}`;
}

/** How much of the item's period is left. */
function share(item: SubscriptionItemRecord, at: number): number {
  return (item.periodEnd - at) / (item.periodEnd - item.periodStart);
}

interface BilledLine {
  invoice: string | null;
  line: LineRecord;
}

/** Every line billed, or waiting to be billed, for the item's current period. */
function linesOf(world: World, item: SubscriptionItemRecord): BilledLine[] {
  const invoiced = world.invoices
    .all()
    .filter((invoice) => invoice.subscription === item.subscription && invoice.status !== 'void')
    .flatMap((invoice) => invoice.lines.map((it) => ({ invoice: invoice.id, line: it })));
  const waiting = world.pendingLines.all().map((pending) => ({ invoice: null, line: pending.line }));
  return [...invoiced, ...waiting].filter(
    ({ line: it }) => it.subscriptionItem === item.id && it.periodEnd === item.periodEnd,
  );
}

/** Flexible billing credits what was really debited for the time that is left, not today's price. */
function debited(billed: BilledLine[], item: SubscriptionItemRecord, at: number): number {
  const left = item.periodEnd - at;
  return billed.reduce((sum, { line: it }) => {
    const length = it.periodEnd - it.periodStart;
    return length > 0 ? sum + it.amount * Math.min(1, left / length) : sum;
  }, 0);
}
