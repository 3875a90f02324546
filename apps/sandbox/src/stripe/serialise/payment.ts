import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { testCard } from '../billing/cards.js';
import type { ChargeRecord, PaymentIntentRecord, PaymentMethodRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { refundedOf } from './refund.js';

export function serialisePaymentMethod(method: PaymentMethodRecord): Stripe.PaymentMethod {
  const card = testCard(method.cardNumber);
  const brand = card?.brand ?? 'visa';
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { ...method.billing, tax_id: null },
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: card?.country ?? 'US',
      display_brand: brand === 'amex' ? 'american_express' : brand,
      exp_month: method.expMonth,
      exp_year: method.expYear,
      fingerprint: createHash('sha256').update(method.cardNumber).digest('base64url').slice(0, 16),
      funding: 'credit',
      generated_from: null,
      last4: method.cardNumber.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: method.created,
    customer: method.customer,
    customer_account: null,
    livemode: false,
    metadata: method.metadata,
    type: 'card',
  };
}

export function serialisePaymentIntent(intent: PaymentIntentRecord, world: World): Stripe.PaymentIntent {
  const succeeded = intent.status === 'succeeded';
  const failed = intent.error;
  const method = intent.paymentMethod === null ? undefined : world.paymentMethods.get(intent.paymentMethod);
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: 0,
    amount_received: succeeded ? intent.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.status === 'canceled' ? 'void_invoice' : null,
    capture_method: 'automatic',
    client_secret: intent.secret,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: failed && {
      type: 'card_error',
      code: failed.code,
      ...(failed.declineCode === null ? {} : { decline_code: failed.declineCode }),
      message: failed.message,
      ...(failed.charge === null ? {} : { charge: failed.charge }),
      ...(method ? { payment_method: serialisePaymentMethod(method) } : {}),
    },
    latest_charge: intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: intent.status === 'requires_action' ? { type: 'use_stripe_sdk', use_stripe_sdk: {} } : null,
    on_behalf_of: null,
    payment_method: succeeded || intent.status === 'requires_action' ? intent.paymentMethod : null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: 'off_session',
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

export function serialiseCharge(charge: ChargeRecord, world: World): Stripe.Charge {
  const method = world.paymentMethods.need(charge.paymentMethod);
  const card = serialisePaymentMethod(method).card;
  const paid = charge.error === null;
  const refunded = refundedOf(world, charge.id);
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: paid ? charge.amount : 0,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { ...method.billing, tax_id: null },
    calculated_statement_descriptor: 'AUTOMNA SANDBOX',
    captured: paid,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    description: charge.description,
    disputed: world.disputes.all().some((it) => it.charge === charge.id),
    failure_balance_transaction: null,
    failure_code: charge.error?.code ?? null,
    failure_message: charge.error?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: paid ? 'approved_by_network' : 'declined_by_network',
      reason: charge.error?.declineCode ?? null,
      risk_level: 'normal',
      seller_message: paid
        ? 'Payment complete.'
        : 'The bank did not return any further details with this decline.',
      type: paid ? 'authorized' : 'issuer_declined',
    },
    paid,
    payment_intent: charge.paymentIntent,
    payment_method: charge.paymentMethod,
    payment_method_details: {
      type: 'card',
      card: {
        amount_authorized: paid ? charge.amount : null,
        authorization_code: null,
        brand: card?.brand ?? null,
        checks: card?.checks ?? null,
        country: card?.country ?? null,
        electronic_commerce_indicator: null,
        exp_month: method.expMonth,
        exp_year: method.expYear,
        fingerprint: card?.fingerprint ?? null,
        funding: 'credit',
        installments: null,
        last4: card?.last4 ?? null,
        mandate: null,
        network: card?.brand ?? null,
        network_token: null,
        network_transaction_id: null,
        regulated_status: 'unregulated',
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
    },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: paid && refunded === charge.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}
