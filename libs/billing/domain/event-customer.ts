import { at } from './event-subject.js';

/** The customer an event is about, for looking events up by customer; the event itself is not acted upon by it. */
export function customerOf(event: { data: { object: unknown } }): string | null {
  const { object } = event.data;
  const customer = at(object, 'object') === 'customer' ? object : at(object, 'customer');
  const id = typeof customer === 'string' ? customer : at(customer, 'id');
  return typeof id === 'string' ? id : null;
}
