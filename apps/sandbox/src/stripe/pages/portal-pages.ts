import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cancelNow } from '../billing/cancel.js';
import { testCard } from '../billing/cards.js';
import { collectInvoice, payingMethod } from '../billing/charging.js';
import { attachMethod, makeCard } from '../billing/payment-methods.js';
import { releaseSchedule, scheduleOf } from '../billing/schedule-end.js';
import { changeSubscription, isFinal } from '../billing/subscription-status.js';
import { applyEnd } from '../resources/subscription-changes.js';
import { liveCustomer } from '../serialise/customer.js';
import { changeWithEvent } from '../state/change.js';
import type { SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { fieldOf, readCardForm } from './card-form.js';
import { authenticationPath } from './invoice-pages.js';
import { message } from './layout.js';
import { registerPlanPages } from './portal-plans.js';
import { cancelPage, cardPage, portalHome, type Portal } from './portal-view.js';
import { show } from './show.js';

const HOUR = 3600;

/** Registers one page of the portal. */
export type OnPortal = (
  method: 'GET' | 'POST',
  path: string,
  work: (portal: Portal, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
) => void;

const BASE = '/p/session/:secret';

/** The hosted customer portal: see the plan, cancel or keep it, change the card, pay what is open. */
export function registerPortalPages(app: FastifyInstance, world: World): void {
  const on: OnPortal = (method, path, work) =>
    app.route({
      method,
      url: `${BASE}${path}`,
      handler: (request, reply) => {
        const portal = open(world, request);
        if (portal) {
          return world.at(world.nowOf(portal.session.customer), () => work(portal, request, reply));
        }
        const sentence = 'Links to this page work for one hour. Please go back and open it again.';
        return show(reply, 410, message('This link has expired', sentence));
      },
    });

  on('GET', '', (portal, request, reply) => {
    const { flow } = portal.session;
    const done = (request.query as Record<string, unknown>)['done'];
    if (flow && done === undefined) {
      return reply.redirect(portal.base + FLOW_PAGES[flow.type](flow.subscription), 303);
    }
    return show(reply, 200, portalHome(portal, typeof done === 'string' ? NOTICES[done] : undefined));
  });

  on('GET', '/subscriptions/:id/cancel', (portal, request, reply) => {
    const subscription = own(portal, request);
    if (!subscription) return missing(reply, portal);
    return show(reply, 200, cancelPage(portal, subscription));
  });
  on('POST', '/subscriptions/:id/cancel', (portal, request, reply) => {
    const subscription = own(portal, request);
    const { enabled, mode } = portal.configuration.features.subscription_cancel;
    if (!subscription || !enabled) return missing(reply, portal);
    const schedule = scheduleOf(world, subscription);
    if (schedule) releaseSchedule(world, schedule);
    if (mode === 'immediately') cancelNow(world, subscription, { reason: 'cancellation_requested' });
    else changeSubscription(world, subscription, (it) => applyEnd(world, it, { cancel_at_period_end: true }));
    return done(reply, portal, 'canceled');
  });
  on('POST', '/subscriptions/:id/resume', (portal, request, reply) => {
    const subscription = own(portal, request);
    if (!subscription) return missing(reply, portal);
    changeSubscription(world, subscription, (it) => applyEnd(world, it, { cancel_at_period_end: false }));
    return done(reply, portal, 'resumed');
  });

  registerPlanPages(on);

  on('GET', '/payment-method', (portal, _request, reply) =>
    show(reply, 200, cardPage(portal, { values: {}, errors: {} })),
  );
  on('POST', '/payment-method', (portal, request, reply) => saveCard(portal, request, reply));

  on('POST', '/invoices/:id/pay', (portal, request, reply) => {
    const invoice = world.invoices.get((request.params as { id: string }).id);
    if (invoice?.customer !== portal.session.customer) return missing(reply, portal);
    if (invoice.status !== 'open') return done(reply, portal, 'paid');
    const method = payingMethod(world, world.subscriptions.need(invoice.subscription));
    const authenticate = authenticationPath(invoice, method);
    if (authenticate) return reply.redirect(authenticate, 303);
    return done(reply, portal, collectInvoice(world, invoice, 'present') ? 'unpaid' : 'paid');
  });
}

/** Where each flow begins. */
const FLOW_PAGES: Record<NonNullable<Portal['session']['flow']>['type'], (id: string | null) => string> = {
  payment_method_update: () => '/payment-method',
  subscription_cancel: (id) => `/subscriptions/${id}/cancel`,
  subscription_update: (id) => `/subscriptions/${id}/update`,
  subscription_update_confirm: (id) => `/subscriptions/${id}/update`,
};

/** What the first page says after something was done, by the `done` it is reached with. */
const NOTICES: Record<string, { text: string; bad?: boolean }> = {
  canceled: { text: 'Your subscription has been canceled.' },
  resumed: { text: 'Your subscription continues.' },
  card: { text: 'Your card has been saved.' },
  updated: { text: 'Your plan has been updated.' },
  paid: { text: 'Thank you, the invoice is paid.' },
  unpaid: { text: 'Your card was declined. Update your payment method and try again.', bad: true },
};

function open(world: World, request: FastifyRequest): Portal | undefined {
  const { secret } = request.params as { secret: string };
  const session = world.portalSessions.all().find((it) => it.secret === secret);
  if (!session || session.created + HOUR < world.now()) return undefined;
  return {
    world,
    session,
    configuration: world.portalConfigurations.need(session.configuration),
    base: `/p/session/${secret}`,
  };
}

/** The subscription of the path, if it is this customer's and still runs. */
export function own(portal: Portal, request: FastifyRequest): SubscriptionRecord | undefined {
  const subscription = portal.world.subscriptions.get((request.params as { id: string }).id);
  const theirs = subscription?.customer === portal.session.customer && !isFinal(subscription);
  return theirs ? subscription : undefined;
}

export function missing(reply: FastifyReply, portal: Portal): FastifyReply {
  return show(
    reply,
    404,
    message('Nothing to do here', 'This is not available any more.', {
      href: `${portal.base}?done=`,
      text: 'Back to your subscription',
    }),
  );
}

export function done(reply: FastifyReply, portal: Portal, notice: string): FastifyReply {
  const redirect = portal.session.flow?.redirect;
  return reply.redirect(redirect ?? `${portal.base}?done=${notice}`, 303);
}

function saveCard(portal: Portal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { world, session, configuration } = portal;
  if (!configuration.features.payment_method_update.enabled) return missing(reply, portal);
  const customer = world.customers.need(session.customer);
  const form = readCardForm(request.body, world.now(), customer.email ?? 'customer@example.com');
  if (!form.draft)
    return show(reply, 422, cardPage(portal, { ...form, alert: 'Please check the marked fields.' }));
  const card = testCard(form.draft.cardNumber);
  if (card?.onEntry) {
    const field = fieldOf(card.onEntry.code);
    const errors = field === undefined ? {} : { [field]: card.onEntry.message };
    return show(reply, 402, cardPage(portal, { ...form, errors, alert: card.onEntry.message }));
  }
  const method = makeCard(world, {
    number: form.draft.cardNumber,
    expMonth: form.draft.expMonth,
    expYear: form.draft.expYear,
    email: customer.email,
    name: form.draft.name,
    authenticated: card?.authentication !== undefined,
  });
  attachMethod(world, method, customer.id);
  changeWithEvent(world, 'customer.updated', customer, liveCustomer, (it) => {
    it.defaultPaymentMethod = method.id;
  });
  for (const subscription of world.subscriptions.all()) {
    if (subscription.customer !== customer.id || isFinal(subscription) || !subscription.defaultPaymentMethod)
      continue;
    changeSubscription(world, subscription, (it) => {
      it.defaultPaymentMethod = method.id;
    });
  }
  return done(reply, portal, 'card');
}
