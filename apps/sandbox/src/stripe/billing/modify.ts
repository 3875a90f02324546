import { badRequest, notModelled, resourceMissing } from '../http/errors.js';
import type { Metadata, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.js';
import { mergeMetadata } from '../state/metadata.js';
import type { World } from '../state/world.js';
import { chargeOutcome } from './cards.js';
import { collectInvoice, payingMethod } from './charging.js';
import { draftInvoice, finalizeInvoice } from './invoicing.js';
import { creditLine, debitLine } from './lines.js';
import { cardError, type PaymentBehavior } from './subscribe.js';
import { changeSubscription } from './subscription-status.js';

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';

/** One entry of `items` in an update: without an id it adds an item. */
export interface ItemChange {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
  metadata?: Record<string, string> | null;
}

/** How the money of a change is settled. */
export interface Settlement {
  proration: ProrationBehavior;
  prorationDate: number;
  behavior: PaymentBehavior;
}

interface Step {
  item: SubscriptionItemRecord;
  was: { price: string; quantity: number } | null;
  removed: boolean;
}

/** A recurring price that may be put on this subscription. */
export function usablePrice(world: World, id: string, param: string, like?: SubscriptionRecord): string {
  const price = world.prices.need(id, param);
  const active = price.active && world.products.need(price.product).active;
  if (!active) {
    throw badRequest(`The price specified is inactive. This field only accepts active prices.`, { param });
  }
  if (!price.recurring) {
    throw badRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param },
    );
  }
  const other = like?.items[0] && world.prices.need(like.items[0].price);
  if (other?.recurring) {
    if (other.currency !== price.currency) {
      throw badRequest(
        `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${other.currency}\`.`,
        { param },
      );
    }
    const same =
      other.recurring.interval === price.recurring.interval &&
      other.recurring.intervalCount === price.recurring.intervalCount;
    if (!same) throw notModelled('a change to a price with another billing interval', param);
  }
  return price.id;
}

/** Applies item changes, then credits and charges for the rest of the period as asked. */
export function changeItems(
  world: World,
  subscription: SubscriptionRecord,
  changes: ItemChange[],
  settlement: Settlement,
): void {
  const steps = changes.map((change, index) => plan(world, subscription, change, `items[${index}]`));
  if (settlement.behavior === 'error_if_incomplete') mustBePayable(world, subscription);
  changeSubscription(world, subscription, (it) => {
    for (const step of steps) {
      const at = it.items.findIndex((item) => item.id === step.item.id);
      if (step.removed) it.items.splice(at, 1);
      else if (at < 0) it.items.push(step.item);
      else it.items[at] = step.item;
    }
  });
  settle(world, subscription, steps, settlement);
}

function plan(world: World, subscription: SubscriptionRecord, change: ItemChange, param: string): Step {
  const price =
    change.price === undefined
      ? undefined
      : usablePrice(world, change.price, `${param}[price]`, subscription);
  const taken = subscription.items.find((item) => item.price === price && item.id !== change.id);
  if (taken) {
    throw badRequest(`An existing Subscription Item with ID ${taken.id} is already using that Price.`, {
      param,
    });
  }
  if (change.id === undefined) return addition(world, subscription, price, change, param);
  const item = subscription.items.find((it) => it.id === change.id);
  if (!item) throw resourceMissing('subscription item', change.id, `${param}[id]`);
  const was = { price: item.price, quantity: item.quantity };
  if (change.deleted) {
    if (subscription.items.length === 1) {
      throw badRequest(
        'A subscription must have at least one active plan. To cancel it, use the cancel endpoint.',
        {
          param,
        },
      );
    }
    return { item, was, removed: true };
  }
  const changed = price !== undefined && price !== item.price;
  return {
    was,
    removed: false,
    item: {
      ...item,
      price: price ?? item.price,
      // Stripe goes back to one when the price changes and no quantity is named.
      quantity: change.quantity ?? (changed ? 1 : item.quantity),
      metadata: mergeMetadata(item.metadata, change.metadata),
    },
  };
}

function addition(
  world: World,
  subscription: SubscriptionRecord,
  price: string | undefined,
  change: ItemChange,
  param: string,
): Step {
  const like = subscription.items[0];
  if (price === undefined || !like) {
    throw badRequest(`Missing required param: ${param}[price].`, {
      code: 'parameter_missing',
      param: `${param}[price]`,
    });
  }
  const metadata: Metadata = mergeMetadata({}, change.metadata);
  const item = { ...world.born('si_', 14), subscription: subscription.id, price, metadata };
  return {
    was: null,
    removed: false,
    item: {
      ...item,
      quantity: change.quantity ?? 1,
      periodStart: like.periodStart,
      periodEnd: like.periodEnd,
    },
  };
}

function mustBePayable(world: World, subscription: SubscriptionRecord): void {
  const method = payingMethod(world, subscription);
  const error = method && chargeOutcome(method.cardNumber, 'absent', method.authenticated);
  if (error) throw cardError(error);
}

function settle(world: World, subscription: SubscriptionRecord, steps: Step[], settlement: Settlement): void {
  const running = subscription.status === 'active' || subscription.status === 'past_due';
  if (settlement.proration === 'none' || !running) return;
  const at = settlement.prorationDate;
  const moved = steps.filter(
    ({ item, was, removed }) => removed || was?.price !== item.price || was.quantity !== item.quantity,
  );
  const lines = moved.flatMap(({ item, was, removed }) => [
    ...(was ? [creditLine(world, subscription, item, was, at)] : []),
    ...(removed ? [] : [debitLine(world, subscription, item, at)]),
  ]);
  if (lines.length === 0) return;
  if (settlement.proration === 'create_prorations') {
    for (const line of lines) {
      world.pendingLines.add({
        id: line.invoiceItem ?? line.id,
        created: world.now(),
        customer: subscription.customer,
        subscription: subscription.id,
        line,
      });
    }
    return;
  }
  const invoice = draftInvoice(world, subscription, {
    reason: 'subscription_update',
    lines,
    periodStart: subscription.items[0]?.periodStart ?? at,
    periodEnd: world.now(),
    prorationDate: at,
  });
  finalizeInvoice(world, invoice);
  changeSubscription(world, subscription, (it) => {
    it.latestInvoice = invoice.id;
  });
  if (invoice.amountDue === 0 || settlement.behavior !== 'default_incomplete') {
    collectInvoice(world, invoice, 'absent');
  }
}
