import Stripe from 'stripe';
import { stripeError } from './fake-errors.js';

type Call = { method: string; args: unknown[] };
type Fault = { method: string; error: Error; after: boolean };
type Params = Record<string, unknown>;

const missing = (param = 'id') => stripeError(404, { code: 'resource_missing', param });

function keyOf(args: unknown[]): string | undefined {
  const options = args.find((arg) => typeof arg === 'object' && arg !== null && 'idempotencyKey' in arg);
  return (options as { idempotencyKey: string } | undefined)?.idempotencyKey;
}

/**
 * Stripe as far as this room uses it, in memory: objects live in maps that specs read and change, idempotency keys
 * replay, `fail` scripts the next failure of a method, before or after it acted. Anything else is a TypeError.
 */
export class FakeStripe {
  readonly calls: Call[] = [];
  readonly customers = new Map<string, Params>();
  readonly products = new Map<string, Params>();
  readonly prices = new Map<string, Params>();
  readonly sessions = new Map<string, Params>();
  readonly subscriptions = new Map<string, Params>();
  readonly invoices = new Map<string, Params>();
  readonly endpoints = new Map<string, Params>();
  /** What `retrieve` does while it is on its way: lets a spec change the world in between. */
  onRetrieve: ((id: string) => Promise<void> | void) | undefined;
  private readonly faults: Fault[] = [];
  private readonly replays = new Map<string, { params: string; answer: unknown }>();
  private readonly kept = new Map<string, Error>();
  private sequence = 0;

  /** The client to inject. */
  get client(): Stripe {
    return this.surface() as unknown as Stripe;
  }

  fail(method: string, error: Error, options: { after?: boolean; times?: number } = {}): void {
    for (let i = 0; i < (options.times ?? 1); i += 1)
      this.faults.push({ method, error, after: options.after ?? false });
  }

  count(method: string): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  /** A subscription with one item; give only what matters. */
  addSubscription(
    given: {
      id?: string;
      customer: string;
      price: string;
      status?: string;
      created?: number;
      start?: number;
      end?: number;
    } & Params,
  ): string {
    const {
      id = this.id('sub'),
      price,
      status = 'active',
      created = 1_772_000_000,
      start = created,
      end = start + 2_592_000,
      ...rest
    } = given;
    const items = {
      data: [
        {
          ...{ id: `si_${id}`, quantity: 1 },
          price: this.prices.get(price) ?? { id: price, unit_amount: 1 },
          current_period_start: start,
          current_period_end: end,
        },
      ],
    };
    this.subscriptions.set(id, {
      id,
      status,
      created,
      items,
      currency: 'usd',
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
      ...{ trial_end: null, discounts: [], schedule: null, pending_update: null, latest_invoice: null },
      ...rest,
    });
    return id;
  }

  addPrice(lookupKey: string | null, cents: number, more: Params = {}): string {
    const id = this.id('price');
    this.prices.set(id, {
      id,
      lookup_key: lookupKey,
      unit_amount: cents,
      currency: 'usd',
      active: true,
      product: 'prod_x',
      recurring: { interval: 'month', interval_count: 1 },
      ...more,
    });
    return id;
  }

  /** What the payment page does when the card is good. */
  pay(sessionId: string): string {
    const session = this.mustHave(this.sessions, sessionId);
    const subscription = this.addSubscription({
      customer: session['customer'] as string,
      price: session['price'] as string,
    });
    Object.assign(session, { status: 'complete', payment_status: 'paid', subscription, url: null });
    return subscription;
  }

  private id(prefix: string): string {
    this.sequence += 1;
    return `${prefix}_${String(this.sequence).padStart(4, '0')}`;
  }

  private mustHave(map: Map<string, Params>, id: string): Params {
    const found = map.get(id);
    if (!found) throw missing();
    return found;
  }

  private method(name: string, act: (...args: never[]) => unknown) {
    return async (...args: unknown[]): Promise<unknown> => {
      this.calls.push({ method: name, args });
      const index = this.faults.findIndex((fault) => fault.method === name);
      const [fault] = index >= 0 ? this.faults.splice(index, 1) : [];
      if (fault) this.keep(args, fault.error);
      if (fault && !fault.after) throw fault.error;
      const answer = structuredClone(this.replayed(args, () => act(...(args as never[]))));
      if (fault) throw fault.error;
      return answer;
    };
  }

  /** Stripe repeats a 5xx for whoever asks again with the same key. */
  private keep(args: unknown[], error: Error): void {
    const key = keyOf(args);
    if (key && error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 0) >= 500)
      this.kept.set(key, error);
  }

  private replayed(args: unknown[], act: () => unknown): unknown {
    const key = keyOf(args);
    if (!key) return act();
    const params = JSON.stringify(args);
    const before = this.replays.get(key);
    if (before && before.params !== params) throw stripeError(400, { type: 'idempotency_error' });
    const answer = before?.answer ?? structuredClone(act());
    this.replays.set(key, { params, answer });
    const failure = this.kept.get(key);
    if (failure) throw failure;
    return answer;
  }

  private retrieve(name: string, map: Map<string, Params>) {
    const read = this.method(name, (id: string) => this.mustHave(map, id));
    return async (id: string) => {
      const answer = await read(id);
      await this.onRetrieve?.(id);
      return answer;
    };
  }

  private add(prefix: string, map: Map<string, Params>, defaults: Params = {}) {
    return (params: Params) => {
      const id = (params['id'] as string | undefined) ?? this.id(prefix);
      if (map.has(id)) throw stripeError(400, { code: 'resource_already_exists' });
      map.set(id, { ...defaults, ...params, id });
      return map.get(id);
    };
  }

  private change(map: Map<string, Params>) {
    return (id: string, params: Params) => Object.assign(this.mustHave(map, id), params);
  }

  private surface() {
    const page = (data: Params[]) => ({ data, has_more: false });
    const matches = (params: Params, keys: string[]) => (row: Params) =>
      keys.every((key) => params[key] === undefined || row[key] === params[key]);
    return {
      webhooks: Stripe.webhooks,
      customers: {
        create: this.method('customers.create', this.add('cus', this.customers)),
        list: this.method('customers.list', (params: Params) =>
          page([...this.customers.values()].filter(matches(params, ['email']))),
        ),
        retrieve: this.retrieve('customers.retrieve', this.customers),
      },
      products: {
        create: this.method(
          'products.create',
          this.add('prod', this.products, { active: true, description: null, metadata: {} }),
        ),
        update: this.method('products.update', this.change(this.products)),
        list: this.method('products.list', ({ ids }: { ids: string[] }) =>
          page([...this.products.values()].filter(({ id }) => ids.includes(id as string))),
        ),
      },
      prices: {
        create: this.method('prices.create', (params: Params) => this.createPrice(params)),
        update: this.method('prices.update', this.change(this.prices)),
        retrieve: this.retrieve('prices.retrieve', this.prices),
        list: this.method('prices.list', (params: Params & { lookup_keys: string[] }) =>
          page(
            [...this.prices.values()]
              .filter((price) => params.lookup_keys.includes(price['lookup_key'] as string))
              .filter(matches(params, ['active'])),
          ),
        ),
      },
      checkout: {
        sessions: {
          create: this.method('checkout.sessions.create', (params: Params) => this.createSession(params)),
          retrieve: this.retrieve('checkout.sessions.retrieve', this.sessions),
          expire: this.method('checkout.sessions.expire', (id: string) => {
            const session = this.mustHave(this.sessions, id);
            if (session['status'] !== 'open') throw stripeError(400);
            return Object.assign(session, { status: 'expired', url: null });
          }),
        },
      },
      subscriptions: {
        retrieve: this.retrieve('subscriptions.retrieve', this.subscriptions),
        list: this.method('subscriptions.list', (params: Params) =>
          page(
            [...this.subscriptions.values()]
              .filter(matches(params, ['customer']))
              .filter(({ status }) => status !== 'canceled'),
          ),
        ),
      },
      invoices: {
        retrieve: this.retrieve('invoices.retrieve', this.invoices),
        list: this.method('invoices.list', (params: Params) =>
          page([...this.invoices.values()].filter(matches(params, ['subscription', 'status']))),
        ),
      },
      billingPortal: {
        configurations: {
          list: () => ({ autoPagingToArray: this.method('billingPortal.configurations.list', () => []) }),
        },
        sessions: {
          create: this.method('billingPortal.sessions.create', ({ customer }: { customer: string }) => {
            if (!this.customers.has(customer)) throw missing('customer');
            return { url: `https://billing.stripe.test/${customer}` };
          }),
        },
      },
      webhookEndpoints: {
        create: this.method('webhookEndpoints.create', (params: Params) => ({
          ...this.add('we', this.endpoints, { status: 'enabled' })(params),
          secret: 'whsec_new',
        })),
        update: this.method('webhookEndpoints.update', this.change(this.endpoints)),
        list: () => ({
          autoPagingToArray: this.method('webhookEndpoints.list', () => [...this.endpoints.values()]),
        }),
      },
    };
  }

  private createPrice({ transfer_lookup_key, ...params }: Params): Params {
    const holder = [...this.prices.values()].find((price) => price['lookup_key'] === params['lookup_key']);
    if (holder && transfer_lookup_key !== true) throw stripeError(400, { param: 'lookup_key' });
    if (holder) holder['lookup_key'] = null;
    const id = this.id('price');
    const recurring = { interval_count: 1, ...(params['recurring'] as Params) };
    this.prices.set(id, { active: true, ...params, recurring, id });
    return this.mustHave(this.prices, id);
  }

  private createSession(params: Params): Params {
    const customer = this.customers.get(params['customer'] as string);
    if (!customer || customer['deleted'] === true) throw missing('customer');
    const id = this.id('cs_test');
    const [line] = params['line_items'] as { price: string }[];
    if (!line || !this.prices.has(line.price)) throw missing('line_items[0][price]');
    this.sessions.set(id, {
      ...params,
      id,
      price: line.price,
      status: 'open',
      subscription: null,
      expires_at: 1_772_500_000,
      url: `https://checkout.stripe.test/${id}`,
    });
    return this.mustHave(this.sessions, id);
  }
}
