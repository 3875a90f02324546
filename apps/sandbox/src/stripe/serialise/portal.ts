import type Stripe from 'stripe';
import type { PortalConfigurationRecord, PortalSessionRecord } from '../state/records.js';
import type { World } from '../state/world.js';

export function serialisePortalConfiguration(
  configuration: PortalConfigurationRecord,
): Stripe.BillingPortal.Configuration {
  return {
    id: configuration.id,
    object: 'billing_portal.configuration',
    active: configuration.active,
    application: null,
    business_profile: configuration.business,
    created: configuration.created,
    default_return_url: configuration.defaultReturnUrl,
    features: configuration.features,
    is_default: configuration.isDefault,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: configuration.metadata,
    name: configuration.name,
    updated: configuration.updated,
  };
}

export function serialisePortalSession(
  session: PortalSessionRecord,
  world: World,
): Stripe.BillingPortal.Session {
  const { flow } = session;
  return {
    id: session.id,
    object: 'billing_portal.session',
    configuration: session.configuration,
    created: session.created,
    customer: session.customer,
    customer_account: null,
    flow: flow && {
      after_completion: flow.redirect
        ? { type: 'redirect', redirect: { return_url: flow.redirect }, hosted_confirmation: null }
        : { type: 'portal_homepage', redirect: null, hosted_confirmation: null },
      customer_update: null,
      subscription_cancel:
        flow.type === 'subscription_cancel' && flow.subscription !== null
          ? { retention: null, subscription: flow.subscription }
          : null,
      subscription_pause: null,
      subscription_update:
        flow.type === 'subscription_update' && flow.subscription !== null
          ? { subscription: flow.subscription }
          : null,
      subscription_update_confirm:
        flow.update && flow.subscription !== null
          ? {
              discounts: flow.update.discounts.map((it) => ({
                coupon: it.coupon ?? null,
                promotion_code: it.promotionCode ?? null,
              })),
              items: flow.update.items.map((it) => ({ ...it, id: it.id, price: it.price ?? null })),
              subscription: flow.subscription,
            }
          : null,
      type: flow.type,
    },
    livemode: false,
    locale: session.locale,
    on_behalf_of: null,
    return_url: session.returnUrl,
    url: `${world.ctx.url()}/p/session/${session.secret}`,
  };
}
