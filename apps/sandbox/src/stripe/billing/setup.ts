import { badRequest } from '../http/errors.js';
import { serialiseSetupIntent } from '../serialise/setup-intent.js';
import type { SetupIntentRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { testCard } from './cards.js';
import { attachMethod } from './payment-methods.js';
import { cardError } from './subscribe.js';

/** Checks the card with its bank and keeps it for later; a card with 3D Secure waits for its holder first. */
export function confirmSetup(world: World, intent: SetupIntentRecord): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw wrongStatus(intent, 'confirm');
  if (intent.paymentMethod === null) {
    throw badRequest('You cannot confirm this SetupIntent because it is missing a payment method.', {
      code: 'setup_intent_unexpected_state',
    });
  }
  const method = world.paymentMethods.need(intent.paymentMethod, 'payment_method');
  const card = testCard(method.cardNumber);
  if (card?.onEntry) {
    intent.error = card.onEntry;
    intent.status = 'requires_payment_method';
    intent.paymentMethod = null;
    world.emit('setup_intent.setup_failed', serialiseSetupIntent(intent));
    throw cardError(card.onEntry);
  }
  intent.error = null;
  if (card?.authentication && !method.authenticated) {
    intent.status = 'requires_action';
    world.emit('setup_intent.requires_action', serialiseSetupIntent(intent));
    return;
  }
  succeed(world, intent);
}

/** The holder of the card answered its bank. */
export function answerSetup(world: World, intent: SetupIntentRecord, outcome: 'complete' | 'fail'): void {
  if (intent.status !== 'requires_action') throw wrongStatus(intent, 'authenticate');
  const method = world.paymentMethods.need(intent.paymentMethod ?? '', 'payment_method');
  if (outcome === 'complete') {
    method.authenticated = true;
    succeed(world, intent);
    return;
  }
  intent.status = 'requires_payment_method';
  intent.paymentMethod = null;
  intent.error = {
    code: 'setup_intent_authentication_failure',
    declineCode: null,
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
  };
  world.emit('setup_intent.setup_failed', serialiseSetupIntent(intent));
}

/** Gives up an intent that did not succeed. */
export function cancelSetup(
  world: World,
  intent: SetupIntentRecord,
  reason: SetupIntentRecord['cancellationReason'],
): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw wrongStatus(intent, 'cancel');
  intent.status = 'canceled';
  intent.cancellationReason = reason;
  world.emit('setup_intent.canceled', serialiseSetupIntent(intent));
}

function succeed(world: World, intent: SetupIntentRecord): void {
  const method = world.paymentMethods.need(intent.paymentMethod ?? '', 'payment_method');
  if (intent.customer !== null) attachMethod(world, method, intent.customer);
  intent.status = 'succeeded';
  world.emit('setup_intent.succeeded', serialiseSetupIntent(intent));
}

function wrongStatus(intent: SetupIntentRecord, verb: string): Error {
  return badRequest(`You cannot ${verb} this SetupIntent because it has a status of ${intent.status}.`, {
    code: 'setup_intent_unexpected_state',
  });
}
