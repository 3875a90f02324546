import type { z } from 'zod';
import { matches, newestFirst, pageOf } from '../http/list.js';
import {
  emptyable,
  flag,
  hash,
  list,
  metadata,
  oneOf,
  page,
  params,
  text,
  unmodelled,
} from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialisePortalConfiguration } from '../serialise/portal.js';
import { mergeMetadata } from '../state/metadata.js';
import type { PortalConfigurationRecord } from '../state/records.js';
import type { World } from '../state/world.js';

const reasons = oneOf(
  'customer_service',
  'low_quality',
  'missing_features',
  'other',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
);
const updates = oneOf('address', 'email', 'name', 'phone', 'shipping', 'tax_id');
const features = hash({
  customer_update: hash({
    enabled: flag().optional(),
    allowed_updates: emptyable(list(updates)).optional(),
  }).optional(),
  invoice_history: hash({ enabled: flag() }).optional(),
  payment_method_update: hash({ enabled: flag(), ...unmodelled('payment_method_configuration') }).optional(),
  subscription_cancel: hash({
    enabled: flag(),
    mode: oneOf('at_period_end', 'immediately').optional(),
    proration_behavior: oneOf('none', 'create_prorations').optional(),
    cancellation_reason: hash({
      enabled: flag(),
      options: emptyable(list(reasons)).optional(),
      ...unmodelled('feedback_options'),
    }).optional(),
  }).optional(),
  subscription_update: hash({
    billing_cycle_anchor: oneOf('now', 'unchanged').optional(),
    default_allowed_updates: emptyable(list(oneOf('price', 'promotion_code', 'quantity'))).optional(),
    enabled: flag(),
    products: emptyable(
      list(hash({ product: text(), prices: list(text()).min(1), ...unmodelled('adjustable_quantity') }), 10),
    ).optional(),
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none').optional(),
    schedule_at_period_end: hash({
      conditions: list(hash({ type: oneOf('decreasing_item_amount', 'shortening_interval') })).optional(),
    }).optional(),
    trial_update_behavior: oneOf('continue_trial', 'end_trial').optional(),
  }).optional(),
  ...unmodelled('subscription_pause'),
});
const business = hash({
  headline: emptyable(text(60)).optional(),
  privacy_policy_url: text().optional(),
  terms_of_service_url: text().optional(),
});
const fields = {
  business_profile: business.optional(),
  default_return_url: emptyable(text()).optional(),
  metadata: metadata().optional(),
  name: emptyable(text()).optional(),
  ...unmodelled('login_page'),
};
const createParams = params({ ...fields, features });
const updateParams = params({ ...fields, features: features.optional(), active: flag().optional() });
const listParams = params({ ...page, active: flag().optional(), is_default: flag().optional() });

export const portalConfigurationRoutes = [
  route('POST', '/v1/billing_portal/configurations', createParams, create),
  route('GET', '/v1/billing_portal/configurations', listParams, ({ world, input }) => {
    const found = world.portalConfigurations
      .all()
      .filter((it) => matches(it.active, input.active) && matches(it.isDefault, input.is_default));
    return pageOf(
      newestFirst(found),
      input,
      '/v1/billing_portal/configurations',
      serialisePortalConfiguration,
    );
  }),
  route('GET', '/v1/billing_portal/configurations/:id', params({}), ({ world, id }) =>
    serialisePortalConfiguration(world.portalConfigurations.need(id)),
  ),
  route('POST', '/v1/billing_portal/configurations/:id', updateParams, update),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const configuration = blank(world, false);
  apply(configuration, input);
  world.portalConfigurations.add(configuration);
  world.emit('billing_portal.configuration.created', serialisePortalConfiguration(configuration));
  return serialisePortalConfiguration(configuration);
}

function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const configuration = world.portalConfigurations.need(id);
  if (input.active !== undefined) configuration.active = input.active;
  apply(configuration, input);
  configuration.updated = world.now();
  world.emit('billing_portal.configuration.updated', serialisePortalConfiguration(configuration));
  return serialisePortalConfiguration(configuration);
}

function apply(
  configuration: PortalConfigurationRecord,
  input: Omit<z.infer<typeof updateParams>, 'active'>,
): void {
  if (input.name !== undefined) configuration.name = input.name;
  if (input.default_return_url !== undefined) configuration.defaultReturnUrl = input.default_return_url;
  configuration.metadata = mergeMetadata(configuration.metadata, input.metadata);
  configuration.business = { ...configuration.business, ...input.business_profile };
  if (input.features) configuration.features = merged(configuration.features, input.features);
}

type Features = PortalConfigurationRecord['features'];

function merged(before: Features, input: z.infer<typeof features>): Features {
  const { customer_update: update, subscription_cancel: cancel, subscription_update: plans } = input;
  return {
    ...before,
    customer_update: {
      allowed_updates: update?.allowed_updates ?? before.customer_update.allowed_updates,
      enabled: update?.enabled ?? before.customer_update.enabled,
    },
    invoice_history: input.invoice_history ?? before.invoice_history,
    payment_method_update: { ...before.payment_method_update, ...input.payment_method_update },
    subscription_update: plans ? mergedPlans(before.subscription_update, plans) : before.subscription_update,
    subscription_cancel: {
      ...before.subscription_cancel,
      ...cancel,
      cancellation_reason: {
        ...before.subscription_cancel.cancellation_reason,
        ...(cancel?.cancellation_reason && {
          enabled: cancel.cancellation_reason.enabled,
          options: cancel.cancellation_reason.options ?? [],
        }),
      },
    },
  };
}

function mergedPlans(
  before: Features['subscription_update'],
  input: NonNullable<z.infer<typeof features>['subscription_update']>,
): Features['subscription_update'] {
  return {
    billing_cycle_anchor: input.billing_cycle_anchor ?? before.billing_cycle_anchor,
    default_allowed_updates: input.default_allowed_updates ?? before.default_allowed_updates,
    enabled: input.enabled,
    proration_behavior: input.proration_behavior ?? before.proration_behavior,
    schedule_at_period_end: {
      conditions: input.schedule_at_period_end?.conditions ?? before.schedule_at_period_end.conditions,
    },
    trial_update_behavior: input.trial_update_behavior ?? before.trial_update_behavior,
    products:
      input.products?.map(({ product, prices }) => ({
        adjustable_quantity: { enabled: false, maximum: null, minimum: 1 },
        prices,
        product,
      })) ?? before.products,
  };
}

/** A configuration with everything off. */
function blank(world: World, isDefault: boolean): PortalConfigurationRecord {
  const base = world.born('bpc_');
  return {
    ...base,
    updated: base.created,
    active: true,
    isDefault,
    name: null,
    metadata: {},
    defaultReturnUrl: null,
    business: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
    features: {
      customer_update: { allowed_updates: [], enabled: false },
      invoice_history: { enabled: false },
      payment_method_update: { enabled: false, payment_method_configuration: null },
      subscription_cancel: {
        cancellation_reason: { enabled: false, feedback_options: null, options: [] },
        enabled: false,
        mode: 'at_period_end',
        proration_behavior: 'none',
      },
      subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
      subscription_update: {
        billing_cycle_anchor: null,
        default_allowed_updates: [],
        enabled: false,
        proration_behavior: 'none',
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: 'end_trial',
      },
    },
    loginPage: false,
  };
}

/** The configuration a portal session gets when it names none: as if saved once in the Dashboard. */
export function defaultConfiguration(world: World): PortalConfigurationRecord {
  const existing = world.portalConfigurations.all().find((it) => it.isDefault);
  if (existing) return existing;
  const made = blank(world, true);
  made.features.invoice_history.enabled = true;
  made.features.payment_method_update.enabled = true;
  made.features.subscription_cancel.enabled = true;
  return world.portalConfigurations.add(made);
}
