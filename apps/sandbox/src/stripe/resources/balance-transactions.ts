import type { z } from 'zod';
import { badRequest } from '../http/errors.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { emptyable, integer, metadata, page, params, range, text } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { moveBalance } from '../billing/balance.js';
import { serialiseBalanceTransaction } from '../serialise/balance-transaction.js';
import { mergeMetadata } from '../state/metadata.js';
import { live } from './customers.js';

const createParams = params({
  amount: integer(),
  currency: text(3),
  description: emptyable(text(350)).optional(),
  metadata: metadata().optional(),
});
const listParams = params({ ...page, created: range().optional(), invoice: text().optional() });

/** Every movement of a customer's balance; posting one grants credit (negative) or debt. */
export const balanceTransactionRoutes = [
  route('POST', '/v1/customers/:id/balance_transactions', createParams, create),
  route('GET', '/v1/customers/:id/balance_transactions', listParams, listTransactions),
  route('GET', '/v1/customers/:customer/balance_transactions/:id', params({}), ({ world, id }) =>
    serialiseBalanceTransaction(world.balanceTransactions.need(id)),
  ),
];

function create({ world, id, input }: Call<z.infer<typeof createParams>>): object {
  const customer = live(world, id);
  const currency = input.currency.toLowerCase();
  if (customer.currency !== null && customer.currency !== currency) {
    throw badRequest(`The customer's balance is in ${customer.currency}, not ${currency}.`, {
      param: 'currency',
    });
  }
  const moved = moveBalance(world, customer, {
    type: 'adjustment',
    amount: input.amount,
    currency,
    description: input.description ?? null,
    metadata: mergeMetadata({}, input.metadata),
  });
  return serialiseBalanceTransaction(moved);
}

function listTransactions({ world, id, input }: Call<z.infer<typeof listParams>>): object {
  live(world, id);
  const found = world.balanceTransactions
    .all()
    .filter(
      (it) =>
        it.customer === id &&
        matches<string | null>(it.invoice, input.invoice) &&
        inRange(it.created, input.created),
    );
  const url = `/v1/customers/${id}/balance_transactions`;
  return pageOf(newestFirst(found), input, url, serialiseBalanceTransaction);
}
