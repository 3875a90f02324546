import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { startSandbox, type RunningSandbox } from '../../kernel/index.js';
import type { SpecCheck } from './spec-check.js';
import { createStripeVendor, type StripeVendorOptions } from '../index.js';
import type { StripeVendor } from '../vendor.js';

/** A stand-in on a free port with the unmodified SDK pointed at it. */
export interface Harness {
  stripe: Stripe;
  url: string;
  sandbox: RunningSandbox;
  /** Moves the sandbox clock and runs what is due. */
  advance(seconds: number): Promise<void>;
  /** POST to a control route. */
  control(path: string, body: unknown): Promise<Response>;
  /** Posts a form as a browser would, without following redirects. */
  submit(url: string, fields: Record<string, string>): Promise<Response>;
  /** What Stripe's API description says against the answers so far and the events they caused. */
  violations(spec: SpecCheck | undefined): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startStripe(options: StripeVendorOptions = {}): Promise<Harness> {
  return startVendor(createStripeVendor(options));
}

/** Starts one whose inside the spec looks at, too. */
export async function startVendor(vendor: StripeVendor): Promise<Harness> {
  const sandbox = await startSandbox([vendor], { ports: { stripe: 0 } });
  const url = sandbox.urls['stripe'] ?? '';
  const stripe = new Stripe('sk_test_sandbox', {
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    protocol: 'http',
    maxNetworkRetries: 0,
  });
  const control = (path: string, body: unknown) =>
    fetch(`${url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    stripe,
    url,
    sandbox,
    control,
    advance: async (seconds) => void (await control('clock', { advanceSeconds: seconds })),
    submit: (to, fields) =>
      fetch(new URL(to, url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) }),
    violations: (spec) => violations(url, spec),
    close: () => sandbox.close(),
  };
}

interface LogEntry {
  method: string;
  path: string;
  status: number;
  responseBody: unknown;
}

async function violations(url: string, spec: SpecCheck | undefined): Promise<string[]> {
  if (!spec) return [];
  const found = new Set<string>();
  const get = async (path: string) =>
    (await fetch(`${url}${path}`, { headers: { authorization: 'Bearer sk_test_x' } })).json();
  const log = (await get('/_sandbox/requests')) as { data: LogEntry[] };
  for (const { method, path, status, responseBody } of log.data) {
    if (!path.startsWith('/v1/')) continue;
    for (const wrong of spec.answer(method, path, status, responseBody))
      found.add(`${method} ${path}: ${wrong}`);
  }
  for (let after = ''; ;) {
    const page = (await get(`/v1/events?limit=100${after}`)) as { data: LoggedEvent[]; has_more: boolean };
    for (const { type, data } of page.data) {
      for (const wrong of spec.object(data.object)) found.add(`${type}: ${wrong}`);
    }
    if (!page.has_more) return [...found];
    after = `&starting_after=${page.data.at(-1)?.id}`;
  }
}

interface LoggedEvent {
  id: string;
  type: string;
  data: { object: { object?: unknown } };
}

/** A product with a monthly price. */
export async function monthly(stripe: Stripe, name: string, cents: number): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name });
  return stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: cents,
    recurring: { interval: 'month' },
    lookup_key: `test_${name.toLowerCase()}`,
    transfer_lookup_key: true,
  });
}

/** A customer who pays with a ready-made card. */
export async function customerWith(stripe: Stripe, card = 'pm_card_visa'): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
}

/** The form of the payment page, filled in. */
export const cardForm = (cardNumber: string, more: Record<string, string> = {}) => ({
  email: 'ada@example.com',
  cardNumber,
  cardExpiry: '12 / 40',
  cardCvc: '123',
  billingName: 'Ada Lovelace',
  ...more,
});

/** One webhook as received. */
export interface Received {
  body: string;
  signature: string;
  type: string;
  id: string;
}

/** A receiver for webhooks; `answer` is the status it gives. */
export class Receiver {
  readonly received: Received[] = [];
  answer = 200;
  private waiting: { count: number; resolve(): void }[] = [];
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => {
      const event = JSON.parse(body) as { type: string; id: string };
      const signature = String(request.headers['stripe-signature']);
      this.received.push({ body, signature, type: event.type, id: event.id });
      response.writeHead(this.answer).end();
      this.waiting = this.waiting.filter((it) => {
        if (this.received.length < it.count) return true;
        it.resolve();
        return false;
      });
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Resolves when that many have arrived in total. */
  count(count: number): Promise<void> {
    if (this.received.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
