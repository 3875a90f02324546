import type Stripe from 'stripe';
import type { InvoicePaymentRecord, InvoiceRecord, LineRecord } from '../state/records.js';
import { totalsOf } from '../billing/balance.js';
import { sumOff } from '../billing/discounts.js';
import type { World } from '../state/world.js';
import { decimal, nestedList } from './shared.js';

export function serialiseLine(line: LineRecord, invoice: string | null): Stripe.InvoiceLineItem {
  return {
    id: line.id,
    object: 'line_item',
    amount: line.amount,
    currency: line.currency,
    description: line.description,
    discount_amounts: line.discounts.map((it) => ({ amount: it.amount, discount: it.discount })),
    discountable: line.discountable,
    discounts: line.discounts.map((it) => it.discount),
    invoice,
    livemode: false,
    metadata: line.metadata,
    parent: lineParent(line),
    period: { start: line.periodStart, end: line.periodEnd },
    pretax_credit_amounts: line.discounts.map((it) => ({ ...it, type: 'discount' as const })),
    pricing: linePricing(line),
    quantity: line.quantity,
    quantity_decimal: decimal(line.quantity),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  };
}

/** What a line costs per piece; an invoice item that is only an amount has no price. */
export function linePricing(line: LineRecord): Stripe.InvoiceLineItem.Pricing {
  return {
    ...(line.price === null || line.product === null
      ? {}
      : { price_details: { price: line.price, product: line.product } }),
    type: 'price_details',
    unit_amount_decimal: decimal(line.unitAmount),
  };
}

function lineParent(line: LineRecord): Stripe.InvoiceLineItem.Parent {
  const details = { credited_items: line.proration ? line.credited : null };
  if (line.subscriptionItem === null) {
    return {
      invoice_item_details: {
        invoice_item: line.invoiceItem ?? '',
        proration: line.proration,
        proration_details: details,
        subscription: line.subscription,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    };
  }
  return {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: line.invoiceItem,
      proration: line.proration,
      proration_details: details,
      subscription: line.subscription,
      subscription_item: line.subscriptionItem,
    },
    type: 'subscription_item_details',
  };
}

/** What every discount took off a whole invoice. */
function discountTotals(invoice: InvoiceRecord): { amount: number; discount: string }[] {
  return invoice.discounts.map((id) => ({
    discount: id,
    amount: sumOff(invoice.lines.flatMap((line) => line.discounts.filter((it) => it.discount === id))),
  }));
}

/** `payments` and `confirmation_secret` are only included on `expand`; see serialise/registry.ts. */
export function serialiseInvoice(invoice: InvoiceRecord, world: World): Stripe.Invoice {
  const { subtotal, total } = totalsOf(invoice.lines);
  const hosted = invoice.finalizedAt === null ? null : `${world.ctx.url()}/i/${invoice.id}`;
  return {
    id: invoice.id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Automna (sandbox)',
    account_tax_ids: null,
    amount_due: invoice.amountDue,
    amount_overpaid: 0,
    amount_paid: invoice.amountPaid,
    amount_remaining: Math.max(0, invoice.amountDue - invoice.amountPaid),
    amount_shipping: 0,
    application: null,
    attempt_count: invoice.attemptCount,
    attempted: invoice.attempted,
    auto_advance: invoice.autoAdvance,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: invoice.finalizesAt,
    billing_reason: invoice.billingReason,
    collection_method: 'charge_automatically',
    created: invoice.created,
    currency: invoice.currency,
    custom_fields: null,
    customer: invoice.customer,
    customer_account: null,
    customer_address: null,
    customer_email: invoice.customerEmail,
    customer_name: invoice.customerName,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: invoice.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: invoice.description,
    discounts: invoice.discounts,
    due_date: null,
    effective_at: invoice.finalizedAt,
    ending_balance: invoice.endingBalance,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: hosted,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: nestedList(
      invoice.lines.map((line) => serialiseLine(line, invoice.id)),
      `/v1/invoices/${invoice.id}/lines`,
    ),
    livemode: false,
    metadata: invoice.metadata,
    next_payment_attempt: invoice.nextPaymentAttempt,
    number: invoice.number,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: {
        metadata: invoice.subscriptionMetadata,
        subscription: invoice.subscription,
        ...(invoice.prorationDate === null ? {} : { subscription_proration_date: invoice.prorationDate }),
      },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: invoice.periodEnd,
    period_start: invoice.periodStart,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: invoice.startingBalance,
    statement_descriptor: null,
    status: invoice.status,
    status_transitions: {
      finalized_at: invoice.finalizedAt,
      marked_uncollectible_at: null,
      paid_at: invoice.paidAt,
      voided_at: invoice.voidedAt,
    },
    subtotal,
    subtotal_excluding_tax: subtotal,
    test_clock: world.clockOf(invoice.customer),
    total,
    total_discount_amounts: discountTotals(invoice),
    total_excluding_tax: total,
    total_pretax_credit_amounts: discountTotals(invoice).map((it) => ({ ...it, type: 'discount' as const })),
    total_taxes: [],
    webhooks_delivered_at: invoice.finalizedAt,
  };
}

export function serialiseInvoicePayment(payment: InvoicePaymentRecord): Stripe.InvoicePayment {
  return {
    id: payment.id,
    object: 'invoice_payment',
    amount_paid: payment.amountPaid,
    amount_requested: payment.amountRequested,
    created: payment.created,
    currency: payment.currency,
    invoice: payment.invoice,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: payment.paymentIntent },
    status: payment.status,
    status_transitions: { canceled_at: payment.canceledAt, paid_at: payment.paidAt },
  };
}
