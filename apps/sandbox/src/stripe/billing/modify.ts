import { notModelled } from '../http/errors.js';
import type {
  LineRecord,
  SubscriptionItemRecord,
  SubscriptionRecord,
  SubscriptionShape,
} from '../state/records.js';
import type { World } from '../state/world.js';
import { settleTotal, totalsOf } from './balance.js';
import { collectInvoice, payingMethod, paymentOutcome } from './charging.js';
import {
  draftInvoice,
  finalizeInvoice,
  waitingLines,
  withDiscounts,
  type InvoiceInput,
} from './invoicing.js';
import { nextItems, recurringOf, sameInterval, type ItemChange } from './items.js';
import { creditLine, debitLine, periodLine } from './lines.js';
import { discardUpdate, holdUpdate } from './pending-update.js';
import { periodEnd } from './periods.js';
import { cardError, type PaymentBehavior } from './subscribe.js';
import { applyShape, changeSubscription } from './subscription-status.js';

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';

/** What an update may change about the money of a subscription. */
export interface Change {
  items?: readonly ItemChange[];
  /** `now` begins a new period today. */
  anchor?: 'now' | 'unchanged';
  trialEnd?: number | 'now';
  /** Ids of the discounts it has afterwards. */
  discounts?: string[];
  /** The period ends this second anyway: the renewal that follows sets the dates. */
  sameDates?: boolean;
}

/** How the money of a change is settled. */
export interface Settlement {
  proration: ProrationBehavior;
  prorationDate: number;
  behavior: PaymentBehavior | 'pending_if_incomplete';
}

interface Plan {
  shape: SubscriptionShape;
  /** The subscription as it will be. */
  after: SubscriptionRecord;
  lines: LineRecord[];
  invoiceNow: boolean;
}

/**
 * Changes a subscription and settles the difference. The one way prices, quantities, billing dates, trials and discounts
 * change after the beginning: updates, schedules and previews (on a copy of the world) all come through here.
 */
export function reshape(
  world: World,
  subscription: SubscriptionRecord,
  change: Change,
  settlement: Settlement,
): void {
  // A change that still waited for money gives way to this one.
  discardUpdate(world, subscription);
  const plan = planChange(world, subscription, change, settlement);
  if (!plan.invoiceNow) {
    changeSubscription(world, subscription, (it) => applyShape(it, plan.shape));
    plan.lines.forEach((line) => keepForLater(world, subscription, line));
    return;
  }
  const input: InvoiceInput = {
    reason: 'subscription_update',
    lines: plan.lines,
    periodStart: subscription.items[0]?.periodStart ?? settlement.prorationDate,
    periodEnd: world.now(),
    prorationDate: settlement.prorationDate,
    discounts: plan.shape.discounts,
  };
  if (settlement.behavior === 'error_if_incomplete') mustBePayable(world, subscription, input);
  if (settlement.behavior === 'pending_if_incomplete') {
    const shows = {
      items: change.items !== undefined,
      anchor: change.anchor === 'now',
      trialEnd: change.trialEnd !== undefined,
    };
    holdUpdate(world, subscription, plan.shape, shows, input);
    return;
  }
  const id = world.ctx.newId('in_');
  changeSubscription(world, subscription, (it) => {
    applyShape(it, plan.shape);
    it.latestInvoice = id;
  });
  const invoice = draftInvoice(world, subscription, { ...input, id });
  finalizeInvoice(world, invoice);
  if (invoice.amountDue === 0 || settlement.behavior !== 'default_incomplete') {
    collectInvoice(world, invoice, 'absent');
  }
}

function planChange(
  world: World,
  before: SubscriptionRecord,
  change: Change,
  { proration, prorationDate: at }: Settlement,
): Plan {
  const items = change.items ? nextItems(world, before, change.items) : before.items.map((it) => ({ ...it }));
  const shape: SubscriptionShape = {
    items,
    discounts: change.discounts ?? before.discounts,
    billingCycleAnchor: before.billingCycleAnchor,
    trialStart: before.trialStart,
    trialEnd: before.trialEnd,
    status: null,
  };
  const begins = restart(world, before, shape, change);
  const after: SubscriptionRecord = { ...before, ...shape, status: shape.status ?? before.status };
  const running = before.status === 'active' || before.status === 'past_due';
  const prorates = running && proration !== 'none';
  if (begins) {
    const credits = prorates ? before.items.map((item) => creditLine(world, before, item, at)) : [];
    const periods = items.map((item) => periodLine(world, after, item));
    return { shape, after, lines: [...credits, ...periods], invoiceNow: true };
  }
  const lines = prorates ? prorations(world, before, after, at) : [];
  return { shape, after, lines, invoiceNow: proration === 'always_invoice' && lines.length > 0 };
}

/** Sets the dates of a change that begins a new period at once; false when the period goes on. */
function restart(
  world: World,
  before: SubscriptionRecord,
  shape: SubscriptionShape,
  change: Change,
): boolean {
  const now = world.now();
  const trialing = before.status === 'trialing';
  if (typeof change.trialEnd === 'number') {
    const end = change.trialEnd;
    shape.trialStart = trialing ? before.trialStart : now;
    shape.trialEnd = end;
    shape.billingCycleAnchor = end;
    shape.status = 'trialing';
    setPeriod(shape.items, trialing ? undefined : now, end);
    return !trialing;
  }
  const endsTrial = trialing && (change.trialEnd === 'now' || change.anchor === 'now');
  const otherInterval = !change.sameDates && !sameInterval(world, before.items, shape.items);
  const moves = !trialing && (change.anchor === 'now' || otherInterval);
  if (moves && !['active', 'past_due'].includes(before.status)) {
    throw notModelled(
      `a new billing date for a subscription that is ${before.status}`,
      'billing_cycle_anchor',
    );
  }
  if (!endsTrial && !moves) return false;
  if (endsTrial) {
    shape.trialEnd = now;
    shape.status = 'active';
  }
  shape.billingCycleAnchor = now;
  setPeriod(shape.items, now, periodEnd(now, recurringOf(world, shape.items), now));
  return true;
}

function setPeriod(items: SubscriptionItemRecord[], start: number | undefined, end: number): void {
  for (const item of items) {
    item.periodStart = start ?? item.periodStart;
    item.periodEnd = end;
  }
}

/** Credit for what every changed item was, charge for what it is. */
function prorations(
  world: World,
  before: SubscriptionRecord,
  after: SubscriptionRecord,
  at: number,
): LineRecord[] {
  const gone = before.items.filter((item) => !after.items.some((it) => it.id === item.id));
  const removed = gone.map((item) => creditLine(world, before, item, at));
  const moved = after.items.flatMap((item) => {
    const was = before.items.find((it) => it.id === item.id);
    if (!was) return [debitLine(world, after, item, at)];
    if (was.price === item.price && was.quantity === item.quantity) return [];
    return [creditLine(world, before, was, at), debitLine(world, after, item, at)];
  });
  return [...removed, ...moved];
}

/** A proration that waits for the next invoice. */
export function keepForLater(world: World, subscription: SubscriptionRecord, line: LineRecord): void {
  world.pendingLines.add({
    id: line.invoiceItem ?? line.id,
    created: world.now(),
    customer: subscription.customer,
    subscription: subscription.id,
    line,
  });
}

function mustBePayable(world: World, subscription: SubscriptionRecord, input: InvoiceInput): void {
  const waiting = waitingLines(world, subscription).map((it) => it.line);
  const { lines } = withDiscounts(world, [...waiting, ...input.lines], input.discounts ?? [], world.now());
  const { balance } = world.customers.need(subscription.customer);
  if (settleTotal(balance, totalsOf(lines).total).amountDue === 0) return;
  const error = paymentOutcome(world, payingMethod(world, subscription), 'absent');
  if (error) throw cardError(error);
}
