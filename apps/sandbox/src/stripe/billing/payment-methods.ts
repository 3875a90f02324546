import { serialisePaymentMethod } from '../serialise/payment.js';
import { badRequest, notModelled } from '../http/errors.js';
import type { PaymentMethodRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cardOfToken, testCard } from './cards.js';
import { cardError } from './subscribe.js';

/** A card as typed or named. */
export interface CardInput {
  number: string;
  expMonth: number;
  expYear: number;
  email?: string | null;
  name?: string | null;
  authenticated?: boolean;
}

/** A payment method that belongs to nobody yet. Only test cards exist here. */
export function makeCard(world: World, input: CardInput): PaymentMethodRecord {
  if (!testCard(input.number)) {
    throw notModelled('cards other than the test cards (for example 4242424242424242)', 'card[number]');
  }
  return world.paymentMethods.add({
    ...world.born('pm_'),
    customer: null,
    cardNumber: input.number,
    expMonth: input.expMonth,
    expYear: input.expYear,
    billing: { email: input.email ?? null, name: input.name ?? null, phone: null, address: null },
    metadata: {},
    authenticated: input.authenticated ?? false,
  });
}

/** Resolves `pm_…`: an existing one, or one of the ready-made `pm_card_…`, which makes a new one each time. */
export function findMethod(world: World, id: string, param = 'payment_method'): PaymentMethodRecord {
  const number = cardOfToken(id);
  if (number === undefined) return world.paymentMethods.need(id, param);
  const year = new Date(world.now() * 1000).getUTCFullYear() + 4;
  return makeCard(world, { number, expMonth: 12, expYear: year });
}

/** Attaches a payment method to a customer; cards that are refused on sight are refused here. */
export function attachMethod(world: World, method: PaymentMethodRecord, customer: string): void {
  if (method.customer === customer) return;
  if (method.customer !== null) {
    throw badRequest('The payment method you provided has already been attached to a customer.', {
      param: 'customer',
    });
  }
  const error = testCard(method.cardNumber)?.onEntry;
  if (error) throw cardError(error);
  method.customer = customer;
  world.emit('payment_method.attached', serialisePaymentMethod(method));
}

/** A payment method that a subscription or customer may use: it must be the customer's. */
export function ownMethod(world: World, id: string, customer: string, param: string): PaymentMethodRecord {
  const method = findMethod(world, id, param);
  // The ready-made ones attach themselves, which saves a test two calls; Stripe does the same for customers.
  if (method.customer === null && cardOfToken(id) !== undefined) attachMethod(world, method, customer);
  if (method.customer !== customer) {
    throw badRequest(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { code: 'resource_missing', param },
    );
  }
  return method;
}
