import type Stripe from 'stripe';
import type { SetupIntentRecord } from '../state/records.js';

export function serialiseSetupIntent(intent: SetupIntentRecord): Stripe.SetupIntent {
  const { error } = intent;
  return {
    id: intent.id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: intent.cancellationReason,
    client_secret: intent.secret,
    created: intent.created,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: error && {
      type: 'card_error',
      code: error.code,
      ...(error.declineCode === null ? {} : { decline_code: error.declineCode }),
      message: error.message,
    },
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: intent.metadata,
    next_action: intent.status === 'requires_action' ? { type: 'use_stripe_sdk', use_stripe_sdk: {} } : null,
    on_behalf_of: null,
    payment_method: intent.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: intent.status,
    usage: intent.usage,
  };
}
