import type { LineRecord, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { discountsAt, sumOff, takeOff } from './discounts.js';
import { day, money, per } from './money.js';
import { debitedAfter, share, wholeCents } from './prorate.js';

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
    // Prorations carry the discounts already, as `proration_discounts: included` says.
    discountable: !rest.proration,
    discounts: [],
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
    amount: trial ? 0 : fullPrice(world, item),
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
  before: SubscriptionRecord,
  item: SubscriptionItemRecord,
  at: number,
): LineRecord {
  const billed = linesOf(world, item);
  const amount =
    before.billingMode === 'flexible'
      ? debitedAfter(
          billed.map(({ line: it }) => ({
            amount: it.amount - sumOff(it.discounts),
            start: it.periodStart,
            end: it.periodEnd,
          })),
          at,
        )
      : share(netPrice(world, before, item, at), span(item), at);
  const last = billed.filter((it) => it.invoice !== null && it.line.amount > 0).at(-1);
  return line(world, before, item, item, {
    amount: wholeCents(-amount),
    description: `Unused time on ${named(world, item)} after ${day(at)}`,
    periodStart: at,
    periodEnd: item.periodEnd,
    proration: true,
    credited: last?.invoice ? { invoice: last.invoice, invoice_line_items: [last.line.id] } : null,
  });
}

/** Charge for the rest of the period of what an item now is. */
export function debitLine(
  world: World,
  after: SubscriptionRecord,
  item: SubscriptionItemRecord,
  at: number,
): LineRecord {
  return line(world, after, item, item, {
    amount: wholeCents(share(netPrice(world, after, item, at), span(item), at)),
    description: `Remaining time on ${named(world, item)} after ${day(at)}`,
    periodStart: at,
    periodEnd: item.periodEnd,
    proration: true,
    credited: null,
  });
}

/** What an item costs for a whole period, before discounts. */
export function fullPrice(world: World, item: LineBase): number {
  return wholeCents(world.prices.need(item.price).unitAmount * item.quantity);
}

/** What an item costs for a whole period with the discounts of its subscription. */
function netPrice(
  world: World,
  subscription: SubscriptionRecord,
  item: SubscriptionItemRecord,
  at: number,
): number {
  const amounts = subscription.items.map((it) => ({
    amount: fullPrice(world, it),
    product: world.prices.need(it.price).product,
    discountable: true,
  }));
  const taken = takeOff(world, amounts, discountsAt(world, subscription.discounts, at));
  const index = subscription.items.findIndex((it) => it.id === item.id);
  return (amounts[index]?.amount ?? fullPrice(world, item)) - sumOff(taken[index] ?? []);
}

function named(world: World, of: LineBase): string {
  const name = world.products.need(world.prices.need(of.price).product).name;
  return of.quantity === 1 ? name : `${of.quantity} × ${name}`;
}

function span(item: SubscriptionItemRecord): { start: number; end: number } {
  return { start: item.periodStart, end: item.periodEnd };
}

interface BilledLine {
  invoice: string | null;
  line: LineRecord;
}

/** Every line billed, or waiting to be billed, for the item's current period. */
function linesOf(world: World, item: SubscriptionItemRecord): BilledLine[] {
  const invoiced = world.invoices
    .all()
    // The invoice of a pending update bills what has not happened.
    .filter((it) => it.subscription === item.subscription && it.status !== 'void' && !isUnpaidUpdate(it))
    .flatMap((invoice) => invoice.lines.map((it) => ({ invoice: invoice.id, line: it })));
  const waiting = world.pendingLines.all().map((pending) => ({ invoice: null, line: pending.line }));
  return [...invoiced, ...waiting].filter(
    ({ line: it }) => it.subscriptionItem === item.id && it.periodEnd === item.periodEnd,
  );
}

function isUnpaidUpdate(invoice: { holdsUpdate: boolean; status: string }): boolean {
  return invoice.holdsUpdate && invoice.status !== 'paid';
}
