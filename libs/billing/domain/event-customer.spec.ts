import { expect, it } from '@jest/globals';
import { customerOf } from './event-customer.js';

it.each([
  ['a reference', { object: 'invoice', customer: 'cus_1' }, 'cus_1'],
  ['an expanded reference', { object: 'invoice', customer: { id: 'cus_1' } }, 'cus_1'],
  ['the customer itself', { object: 'customer', id: 'cus_1' }, 'cus_1'],
  ['nobody', { object: 'charge', customer: null }, null],
  ['something odd', { object: 'charge', customer: 7 }, null],
  ['nothing', null, null],
])('customerOf reads %s', (_what, object, expected) => {
  expect(customerOf({ data: { object } })).toBe(expected);
});
