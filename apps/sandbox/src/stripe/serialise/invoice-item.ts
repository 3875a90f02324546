import type Stripe from 'stripe';
import type { PendingLineRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { linePricing } from './invoice.js';
import { decimal } from './shared.js';

export function serialiseInvoiceItem(item: PendingLineRecord, world: World): Stripe.InvoiceItem {
  const { line } = item;
  return {
    id: item.id,
    object: 'invoiceitem',
    amount: line.amount,
    currency: line.currency,
    customer: item.customer,
    customer_account: null,
    date: item.created,
    description: line.description,
    discountable: line.discountable,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: line.metadata,
    net_amount: line.amount,
    parent:
      line.subscription === null
        ? null
        : {
            subscription_details: {
              subscription: line.subscription,
              ...(line.subscriptionItem === null ? {} : { subscription_item: line.subscriptionItem }),
            },
            type: 'subscription_details',
          },
    period: { start: line.periodStart, end: line.periodEnd },
    pricing: linePricing(line),
    proration: line.proration,
    ...(line.proration ? { proration_details: { credited_items: null, discount_amounts: [] } } : {}),
    quantity: line.quantity,
    quantity_decimal: decimal(line.quantity),
    tax_rates: [],
    test_clock: world.clockOf(item.customer),
  };
}
