import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { inTimeOf, ownerOf } from '../state/owner.js';
import type { World } from '../state/world.js';
import { registerCheckoutPages } from './checkout-pages.js';
import { registerInvoicePages } from './invoice-pages.js';
import { registerPortalPages } from './portal-pages.js';

/** Every page a customer sees, each in the time of the customer it is for. */
export function registerPages(app: FastifyInstance, world: World): void {
  void app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.handler = inCustomersTime(world, route.handler);
    });
    registerCheckoutPages(scope, world);
    registerPortalPages(scope, world);
    registerInvoicePages(scope, world);
    done();
  });
}

function inCustomersTime(world: World, handler: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    const ids = Object.values(request.params as Record<string, string>);
    const customer = ids.map((id) => ownerOf(world, id) ?? guest(world, id)).find((it) => it !== undefined);
    return inTimeOf(world, customer, () => handler.call(this, request, reply) as unknown);
  };
}

/** The portal's address holds a secret instead of an id. */
function guest(world: World, secret: string): string | undefined {
  return world.portalSessions.all().find((it) => it.secret === secret)?.customer;
}
