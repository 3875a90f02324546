import type { z } from 'zod';
import { badRequest, resourceMissing } from '../http/errors.js';
import { hash, integer, list, oneOf, params, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { usablePrice } from '../billing/items.js';
import { serialisePortalSession } from '../serialise/portal.js';
import type { PortalSessionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';
import { toRedeem } from './subscription-changes.js';
import { defaultConfiguration } from './portal-configurations.js';

const createParams = params({
  customer: text(),
  return_url: text().optional(),
  configuration: text().optional(),
  locale: text().optional(),
  flow_data: hash({
    type: oneOf(
      'payment_method_update',
      'subscription_cancel',
      'subscription_update',
      'subscription_update_confirm',
    ),
    subscription_update: hash({ subscription: text() }).optional(),
    subscription_update_confirm: hash({
      subscription: text(),
      items: list(
        hash({ id: text(), price: text().optional(), quantity: integer({ min: 1 }).optional() }),
        1,
      ).min(1),
      discounts: list(hash({ coupon: text().optional(), promotion_code: text().optional() }), 1).optional(),
    }).optional(),
    subscription_cancel: hash({ subscription: text(), ...unmodelled('retention') }).optional(),
    after_completion: hash({
      type: oneOf('portal_homepage', 'redirect'),
      redirect: hash({ return_url: text() }).optional(),
    }).optional(),
  }).optional(),
  ...unmodelled('after_expiration', 'customer_account', 'on_behalf_of'),
});

export const portalSessionRoutes = [route('POST', '/v1/billing_portal/sessions', createParams, create)];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const customer = live(world, input.customer, 'customer');
  const configuration =
    input.configuration === undefined
      ? defaultConfiguration(world)
      : world.portalConfigurations.need(input.configuration, 'configuration');
  const session: PortalSessionRecord = {
    ...world.born('bps_'),
    configuration: configuration.id,
    customer: customer.id,
    returnUrl: input.return_url ?? configuration.defaultReturnUrl,
    locale: input.locale ?? null,
    secret: world.ctx.newId('test', 32),
    flow: flowOf(world, customer.id, input.flow_data),
  };
  world.portalSessions.add(session);
  world.emit('billing_portal.session.created', serialisePortalSession(session, world));
  return serialisePortalSession(session, world);
}

function flowOf(
  world: World,
  customer: string,
  flow: z.infer<typeof createParams>['flow_data'],
): PortalSessionRecord['flow'] {
  if (!flow) return null;
  const { type, after_completion: after } = flow;
  const confirm = type === 'subscription_update_confirm' ? flow.subscription_update_confirm : undefined;
  const about = type === 'payment_method_update' ? undefined : flow[type];
  if (type !== 'payment_method_update' && !about) {
    const param = `flow_data[${type}]`;
    throw badRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (about && world.subscriptions.get(about.subscription)?.customer !== customer) {
    throw resourceMissing('subscription', about.subscription, `flow_data[${type}][subscription]`);
  }
  confirm?.items.forEach((item, index) => {
    const param = `flow_data[subscription_update_confirm][items][${index}]`;
    const items = world.subscriptions.need(confirm.subscription).items;
    if (!items.some((it) => it.id === item.id))
      throw resourceMissing('subscription item', item.id, `${param}[id]`);
    if (item.price !== undefined) usablePrice(world, item.price, `${param}[price]`);
  });
  return {
    type,
    subscription: about?.subscription ?? null,
    update: confirm
      ? {
          items: confirm.items,
          discounts: (confirm.discounts ?? []).map(toRedeem),
        }
      : null,
    redirect: after?.type === 'redirect' ? (after.redirect?.return_url ?? null) : null,
  };
}
