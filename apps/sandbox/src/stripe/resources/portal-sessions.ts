import type { z } from 'zod';
import { badRequest, resourceMissing } from '../http/errors.js';
import { hash, oneOf, params, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialisePortalSession } from '../serialise/portal.js';
import type { PortalSessionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';
import { defaultConfiguration } from './portal-configurations.js';

const createParams = params({
  customer: text(),
  return_url: text().optional(),
  configuration: text().optional(),
  locale: text().optional(),
  flow_data: hash({
    type: oneOf('payment_method_update', 'subscription_cancel'),
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
  const { type, subscription_cancel: cancel, after_completion: after } = flow;
  if (type === 'subscription_cancel' && !cancel) {
    const param = 'flow_data[subscription_cancel]';
    throw badRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (cancel && world.subscriptions.get(cancel.subscription)?.customer !== customer) {
    throw resourceMissing(
      'subscription',
      cancel.subscription,
      'flow_data[subscription_cancel][subscription]',
    );
  }
  return {
    type,
    subscription: cancel?.subscription ?? null,
    redirect: after?.type === 'redirect' ? (after.redirect?.return_url ?? null) : null,
  };
}
