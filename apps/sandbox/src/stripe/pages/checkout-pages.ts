import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { completeSession, enterCode, expireSession, needsAuthentication } from '../billing/checkout.js';
import type { CheckoutDraft, CheckoutSessionRecord, PaymentError } from '../state/records.js';
import type { World } from '../state/world.js';
import { fieldOf, readCardForm } from './card-form.js';
import { authenticationPage, checkoutPage, knownEmail, type FormState } from './checkout-view.js';
import { message } from './layout.js';
import { show } from './show.js';

const CHECK_FIELDS = 'Please check the marked fields.';
const AUTHENTICATION_FAILED =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.';

/** The hosted payment page. Plain form posts, so that it works without JavaScript and from curl. */
export function registerCheckoutPages(app: FastifyInstance, world: World): void {
  app.get('/c/pay/:id', (request, reply) => {
    const session = find(world, request);
    if (session?.status !== 'open') return closed(session, reply);
    const failed = (request.query as Record<string, unknown>)['authentication'] === 'failed';
    return show(
      reply,
      200,
      checkoutPage(world, session, blank(session, failed ? AUTHENTICATION_FAILED : undefined)),
    );
  });

  app.post('/c/pay/:id', (request, reply) => {
    const session = find(world, request);
    // A second click on "Subscribe" lands here after the first one paid: it is taken to the same place.
    if (session?.status === 'complete') return reply.redirect(successUrl(session), 303);
    if (session?.status !== 'open') return closed(session, reply);
    const form = readCardForm(request.body, world.now(), knownEmail(session));
    const wrongCode = takeCode(world, session, form.values['promotionCode'] ?? '');
    if (wrongCode !== undefined) {
      form.errors['promotionCode'] = wrongCode;
      return show(reply, 422, checkoutPage(world, session, { ...form, alert: CHECK_FIELDS }));
    }
    // "Apply" only shows the new price.
    if ((request.body as Record<string, unknown> | null)?.['apply'] !== undefined) {
      return show(reply, 200, checkoutPage(world, session, { ...form, errors: {} }));
    }
    if (!form.draft) return show(reply, 422, checkoutPage(world, session, { ...form, alert: CHECK_FIELDS }));
    if (needsAuthentication(form.draft)) {
      session.draft = form.draft;
      return reply.redirect(`/c/pay/${session.id}/authenticate`, 303);
    }
    const error = completeSession(world, session, form.draft);
    if (error) return show(reply, 402, checkoutPage(world, session, withBankAnswer(form, error)));
    return reply.redirect(successUrl(session), 303);
  });

  app.get('/c/pay/:id/authenticate', (request, reply) => {
    const session = find(world, request);
    if (session?.status !== 'open') return closed(session, reply);
    if (!session.draft) return reply.redirect(`/c/pay/${session.id}`, 303);
    return show(reply, 200, authenticationPage(world, session));
  });

  app.post('/c/pay/:id/authenticate', (request, reply) => {
    const session = find(world, request);
    if (session?.status === 'complete') return reply.redirect(successUrl(session), 303);
    if (session?.status !== 'open') return closed(session, reply);
    const { draft } = session;
    if (!draft) return reply.redirect(`/c/pay/${session.id}`, 303);
    if ((request.body as Record<string, unknown> | null)?.['outcome'] !== 'complete') {
      return reply.redirect(`/c/pay/${session.id}?authentication=failed`, 303);
    }
    const error = completeSession(world, session, draft);
    if (error) return show(reply, 402, checkoutPage(world, session, withBankAnswer(filled(draft), error)));
    return reply.redirect(successUrl(session), 303);
  });
}

/** Takes the promotion code of the form, an empty one off; gives the sentence when it does not work. */
function takeCode(world: World, session: CheckoutSessionRecord, typed: string): string | undefined {
  if (!session.allowPromotionCodes) return undefined;
  if (typed !== '') return enterCode(world, session, typed);
  session.discount = null;
  return undefined;
}

function find(world: World, request: FastifyRequest): CheckoutSessionRecord | undefined {
  const session = world.checkoutSessions.get((request.params as { id: string }).id);
  if (session?.status === 'open' && session.expiresAt <= world.now()) expireSession(world, session);
  return session;
}

function closed(session: CheckoutSessionRecord | undefined, reply: FastifyReply): FastifyReply {
  if (!session) {
    return show(
      reply,
      404,
      message('There is no such payment page', 'Check the address, or start again from the shop.'),
    );
  }
  if (session.status === 'complete') {
    const link = session.successUrl === null ? undefined : { href: successUrl(session), text: 'Continue' };
    return show(reply, 200, message('You are all done here', 'This payment has already been made.', link));
  }
  const back = session.cancelUrl === null ? undefined : { href: session.cancelUrl, text: 'Go back' };
  const sentence = 'This payment page has timed out. Nothing was charged. Please go back and start again.';
  return show(reply, 410, message('This page has expired', sentence, back));
}

function successUrl(session: CheckoutSessionRecord): string {
  return (session.successUrl ?? `/c/pay/${session.id}`).replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

/** The form as first shown; what was typed before a failed authentication is kept. */
function blank(session: CheckoutSessionRecord, alert?: string): FormState {
  const draft = session.draft ? filled(session.draft).values : {};
  return { values: { ...draft, email: knownEmail(session) ?? draft['email'] ?? '' }, errors: {}, alert };
}

function filled(draft: CheckoutDraft): FormState {
  const expiry = `${String(draft.expMonth).padStart(2, '0')} / ${String(draft.expYear % 100).padStart(2, '0')}`;
  return {
    values: { email: draft.email, cardNumber: draft.cardNumber, cardExpiry: expiry, billingName: draft.name },
    errors: {},
  };
}

/** What belongs to a field is said at that field; everything else at the top of the form. */
function withBankAnswer(form: FormState, error: PaymentError): FormState {
  const field = fieldOf(error.code);
  return field === undefined
    ? { ...form, errors: {}, alert: error.message }
    : { ...form, errors: { [field]: error.message }, alert: CHECK_FIELDS };
}
