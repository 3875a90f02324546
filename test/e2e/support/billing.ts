import Stripe from 'stripe';
import { Customer } from './customer.js';
import { vendors } from './world.js';

const { hostname, port } = new URL(vendors.stripe);
/** Stripe as its dashboard sees it: past our product. */
export const stripe = new Stripe('sk_test_sandbox', {
  host: hostname,
  port: Number(port),
  protocol: 'http',
  httpClient: Stripe.createFetchHttpClient(patiently),
});
export const SUBSCRIPTION = '/api/user/subscription';

/** These tests ask much of Stripe at once; it allows 25 requests a second, and a refused one did nothing. */
async function patiently(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, init);
    if (answer.status !== 429) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function subscribed(plan = 'pro'): Promise<Customer> {
  const customer = await Customer.register();
  await customer.subscribe(plan);
  return customer;
}

/** What staff see of a customer's billing. */
export async function billingOf(customer: Customer) {
  const support = await Customer.staff('support');
  return (await support.call('get', `/api/admin/customers/${customer.id}/billing`).expect(200)).body;
}

/** The ids at Stripe, as staff would copy them. */
export async function idsOf(customer: Customer): Promise<{ customerId: string; id: string; itemId: string }> {
  const { stripeCustomerId, subscriptions } = await billingOf(customer);
  const id: string = subscriptions[0].stripeSubscriptionId;
  const { items } = await stripe.subscriptions.retrieve(id);
  return { customerId: stripeCustomerId, id, itemId: items.data[0]?.id ?? '' };
}
