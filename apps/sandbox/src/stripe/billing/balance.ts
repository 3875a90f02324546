import { liveCustomer } from '../serialise/customer.js';
import { changeWithEvent } from '../state/change.js';
import type {
  BalanceTransactionRecord,
  CustomerRecord,
  InvoiceRecord,
  LineRecord,
} from '../state/records.js';
import type { World } from '../state/world.js';
import { sumOff } from './discounts.js';

/** Stripe does not charge cards less than this; the amount waits on the customer's balance instead. */
const SMALLEST_CHARGE = 50;

/** What an invoice adds up to. */
export interface Totals {
  subtotal: number;
  discount: number;
  total: number;
}

export function totalsOf(lines: readonly LineRecord[]): Totals {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discount = lines.reduce((sum, line) => sum + sumOff(line.discounts), 0);
  return { subtotal, discount, total: subtotal - discount };
}

/** What a total asks of the card, and what it leaves on the customer's balance. */
export function settleTotal(balance: number, total: number): { amountDue: number; endingBalance: number } {
  const sum = balance + total;
  return sum < SMALLEST_CHARGE ? { amountDue: 0, endingBalance: sum } : { amountDue: sum, endingBalance: 0 };
}

/** Moves a customer's balance and keeps the movement. `customer.updated`. */
export function moveBalance(
  world: World,
  customer: CustomerRecord,
  move: Pick<BalanceTransactionRecord, 'amount' | 'type'> & Partial<BalanceTransactionRecord>,
): BalanceTransactionRecord {
  changeWithEvent(world, 'customer.updated', customer, liveCustomer, (it) => {
    it.balance += move.amount;
    it.currency ??= move.currency ?? 'usd';
  });
  return keepMove(world, customer, move);
}

/** Sets a balance as `customers.update` does; whoever changes the customer emits the event. */
export function setBalance(world: World, customer: CustomerRecord, to: number): void {
  const amount = to - customer.balance;
  customer.balance = to;
  if (amount !== 0) keepMove(world, customer, { type: 'adjustment', amount });
}

function keepMove(
  world: World,
  customer: CustomerRecord,
  move: Pick<BalanceTransactionRecord, 'amount' | 'type'> & Partial<BalanceTransactionRecord>,
): BalanceTransactionRecord {
  return world.balanceTransactions.add({
    ...world.born('cbtxn_'),
    customer: customer.id,
    currency: customer.currency ?? 'usd',
    endingBalance: customer.balance,
    invoice: null,
    description: null,
    metadata: {},
    ...move,
  });
}

/** Settles an invoice that is being finalised against the customer's balance. */
export function settleInvoice(world: World, invoice: InvoiceRecord): void {
  const customer = world.customers.need(invoice.customer);
  const { total } = totalsOf(invoice.lines);
  const { amountDue, endingBalance } = settleTotal(customer.balance, total);
  invoice.startingBalance = customer.balance;
  invoice.endingBalance = endingBalance;
  invoice.amountDue = amountDue;
  const about = { invoice: invoice.id, currency: invoice.currency };
  const owed = Math.max(0, endingBalance);
  const applied = endingBalance - owed - customer.balance;
  if (applied !== 0) moveBalance(world, customer, { ...about, type: 'applied_to_invoice', amount: applied });
  if (owed !== 0) moveBalance(world, customer, { ...about, type: 'invoice_too_small', amount: owed });
}

/** A voided invoice gives back what it took from the balance, and takes back what it gave. */
export function unsettleInvoice(world: World, invoice: InvoiceRecord): void {
  const moved = world.balanceTransactions
    .all()
    .filter((it) => it.invoice === invoice.id)
    .reduce((sum, it) => sum + it.amount, 0);
  if (moved === 0) return;
  const customer = world.customers.need(invoice.customer);
  const about = { invoice: invoice.id, currency: invoice.currency };
  moveBalance(world, customer, { ...about, type: 'unapplied_from_invoice', amount: -moved });
}
