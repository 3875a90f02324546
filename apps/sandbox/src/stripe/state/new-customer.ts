import type { CustomerRecord } from './records.js';
import type { World } from './world.js';

/** A fresh customer record, not yet added. */
export function newCustomer(world: World, given: Partial<CustomerRecord> = {}): CustomerRecord {
  return {
    ...world.born('cus_', 14),
    deleted: false,
    email: null,
    name: null,
    phone: null,
    description: null,
    address: null,
    shipping: null,
    metadata: {},
    balance: 0,
    currency: null,
    preferredLocales: [],
    taxExempt: 'none',
    delinquent: false,
    invoicePrefix: world.ctx.newId('', 8).toUpperCase(),
    nextInvoiceSequence: 1,
    defaultPaymentMethod: null,
    testClock: null,
    ...given,
  };
}
