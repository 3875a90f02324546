import { badRequest } from '../http/errors.js';
import type { World } from './world.js';

/** Parameters that name an object of a customer. */
const NAMING = [
  'customer',
  'subscription',
  'invoice',
  'schedule',
  'from_subscription',
  'charge',
  'payment_intent',
  'setup_intent',
];

/** The customer an object belongs to, whatever its kind; a customer belongs to itself. */
export function ownerOf(world: World, id: string): string | undefined {
  if (world.customers.get(id)) return id;
  for (const collection of Object.values(world.collections())) {
    const owner = (collection.get(id) as { customer?: unknown } | undefined)?.customer;
    if (typeof owner === 'string') return owner;
  }
  return world.subscriptions.all().find((it) => it.items.some((item) => item.id === id))?.customer;
}

/** The customer a call is about: whom its path or its parameters name. */
export function concerned(world: World, id: string, form: Record<string, unknown>): string | undefined {
  const ids = [id, ...NAMING.map((name) => form[name])];
  for (const it of ids) {
    const owner = typeof it === 'string' && it !== '' ? ownerOf(world, it) : undefined;
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Nothing of a customer may change while its clock is on its way. */
export function mustStandStill(world: World, customer: string | undefined): void {
  const clock = world.testClocks.get(world.clockOf(customer) ?? '');
  if (clock && clock.target !== null) {
    throw badRequest('Test clock advancement underway - cannot perform modifications.');
  }
}

/** Runs work in the time of the customer it concerns. */
export function inTimeOf<T>(world: World, customer: string | undefined, work: () => T): T {
  return world.clockOf(customer) === null ? work() : world.at(world.nowOf(customer), work);
}
