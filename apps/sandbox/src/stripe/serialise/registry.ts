import { newestFirst } from '../http/list.js';
import type { World } from '../state/world.js';
import { serialisePrice, serialiseProduct } from './catalogue.js';
import { serialiseSessionItems } from './checkout-session.js';
import { serialiseCustomer } from './customer.js';
import { liveCouponObject, serialiseDiscount, serialisePromotionCode } from './discount.js';
import { serialiseInvoice, serialiseInvoicePayment } from './invoice.js';
import { serialiseCharge, serialisePaymentIntent, serialisePaymentMethod } from './payment.js';
import { serialisePortalConfiguration } from './portal.js';
import { serialiseSchedule } from './schedule.js';
import { serialiseRefund } from './refund.js';
import { serialiseSetupIntent } from './setup-intent.js';
import { nestedList } from './shared.js';
import { serialiseSubscription } from './subscription.js';
import { serialiseTestClock } from './test-clock.js';

/** For each property that holds an id: how the object behind it is found. */
const EXPANDABLE: Record<string, (world: World, id: string) => object | undefined> = {
  customer: (world, id) => map(world.customers.get(id), serialiseCustomer),
  product: (world, id) => map(world.products.get(id), serialiseProduct),
  price: (world, id) => map(world.prices.get(id), serialisePrice),
  default_price: (world, id) => map(world.prices.get(id), serialisePrice),
  subscription: (world, id) => map(world.subscriptions.get(id), (it) => serialiseSubscription(it, world)),
  invoice: (world, id) => map(world.invoices.get(id), (it) => serialiseInvoice(it, world)),
  latest_invoice: (world, id) => map(world.invoices.get(id), (it) => serialiseInvoice(it, world)),
  payment_intent: (world, id) => map(world.paymentIntents.get(id), (it) => serialisePaymentIntent(it, world)),
  payment_method: (world, id) => map(world.paymentMethods.get(id), serialisePaymentMethod),
  default_payment_method: (world, id) => map(world.paymentMethods.get(id), serialisePaymentMethod),
  latest_charge: (world, id) => map(world.charges.get(id), (it) => serialiseCharge(it, world)),
  schedule: (world, id) => map(world.schedules.get(id), (it) => serialiseSchedule(it, world)),
  coupon: (world, id) => map(world.coupons.get(id), (it) => liveCouponObject(it, world)),
  promotion_code: (world, id) => map(world.promotionCodes.get(id), (it) => serialisePromotionCode(it, world)),
  discount: (world, id) => map(world.discounts.get(id), serialiseDiscount),
  discounts: (world, id) => map(world.discounts.get(id), serialiseDiscount),
  charge: (world, id) => map(world.charges.get(id), (it) => serialiseCharge(it, world)),
  setup_intent: (world, id) => map(world.setupIntents.get(id), serialiseSetupIntent),
  test_clock: (world, id) => map(world.testClocks.get(id), serialiseTestClock),
  configuration: (world, id) => map(world.portalConfigurations.get(id), serialisePortalConfiguration),
};

/** Properties that are left out unless asked for, by object type. */
const INCLUDABLE: Record<string, Record<string, (world: World, id: string) => unknown>> = {
  charge: {
    refunds: (world, id) =>
      nestedList(
        newestFirst(world.refunds.all().filter((it) => it.charge === id)).map((it) =>
          serialiseRefund(it, world),
        ),
        `/v1/charges/${id}/refunds`,
      ),
  },
  'checkout.session': {
    line_items: (world, id) => serialiseSessionItems(world.checkoutSessions.need(id), world),
  },
  invoice: {
    payments: (world, id) =>
      nestedList(
        world.invoicePayments
          .all()
          .filter((it) => it.invoice === id)
          .map(serialiseInvoicePayment),
        `/v1/invoice_payments?invoice=${id}`,
      ),
    confirmation_secret: (world, id) => {
      const intent = world.invoices.need(id).paymentIntent;
      return intent === null
        ? null
        : { client_secret: world.paymentIntents.need(intent).secret, type: 'payment_intent' };
    },
  },
  customer: {
    subscriptions: (world, id) =>
      nestedList(
        world.subscriptions
          .all()
          .filter(
            (it) => it.customer === id && it.status !== 'canceled' && it.status !== 'incomplete_expired',
          )
          .map((it) => serialiseSubscription(it, world)),
        `/v1/customers/${id}/subscriptions`,
      ),
    sources: (_world, id) => nestedList([], `/v1/customers/${id}/sources`),
    tax_ids: (_world, id) => nestedList([], `/v1/customers/${id}/tax_ids`),
  },
};

/** The object an id stands for, or undefined when this property cannot be expanded. */
export function resolveId(world: World, property: string, id: string): object | undefined {
  return Object.hasOwn(EXPANDABLE, property) ? EXPANDABLE[property]?.(world, id) : undefined;
}

/** A property that is only sent on request, or undefined when there is none of that name. */
export function includable(world: World, node: Record<string, unknown>, property: string): unknown {
  const type = String(node['object']);
  const made = Object.hasOwn(INCLUDABLE, type) ? INCLUDABLE[type]?.[property] : undefined;
  return made?.(world, String(node['id']));
}

function map<T>(record: T | undefined, serialise: (record: T) => object): object | undefined {
  return record && serialise(record);
}
