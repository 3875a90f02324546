import type { FastifyInstance } from 'fastify';
import { assertLoopback, type Vendor, type VendorContext, type WebhookControl } from '../kernel/index.js';
import { runDue } from './billing/due.js';
import { WebhookSender } from './events/webhook-sender.js';
import type { Delivery, Target } from './events/delivery.js';
import { controlStripe } from './http/control.js';
import { StripeError } from './http/errors.js';
import { parseForm } from './http/form.js';
import { IdempotencyKeys } from './http/idempotency.js';
import { begin, errorAnswer, serveRoutes } from './http/serve.js';
import { webhookFromEnvironment, type StripeVendorOptions, type WebhookSetting } from './options.js';
import { registerCheckoutPages } from './pages/checkout-pages.js';
import { registerInvoicePages } from './pages/invoice-pages.js';
import { registerPortalPages } from './pages/portal-pages.js';
import { fits } from './resources/events.js';
import { ROUTES } from './routes.js';
import { maskPaymentForm } from './masking.js';
import { serialiseEvent } from './serialise/event.js';
import type { Base, EventRecord } from './state/records.js';
import { World } from './state/world.js';

/** What is kept across restarts. */
export interface StripeState {
  records: Record<string, Base[]>;
  keys: ReturnType<IdempotencyKeys['finished']>;
  deliveries: Delivery[];
}

/** The Stripe stand-in: API, hosted pages, webhooks. All state is in memory. */
export class StripeVendor implements Vendor {
  readonly name = 'stripe';
  readonly mask = maskPaymentForm;
  readonly webhooks: WebhookControl = {
    list: () => this.sender?.list() ?? [],
    release: (reversed) => this.sender?.release(reversed) ?? 0,
  };

  private readonly keys = new IdempotencyKeys();
  private world: World | undefined;
  private sender: WebhookSender | undefined;
  private webhook: WebhookSetting | undefined;
  private delay: number;

  constructor(options: StripeVendorOptions = {}) {
    this.delay = options.executionDelayMs ?? 0;
    this.setWebhook(options.webhook ?? webhookFromEnvironment());
  }

  register(app: FastifyInstance, ctx: VendorContext): void {
    const sender = new WebhookSender(ctx, (event) => this.delivered(event));
    const world = new World(ctx, (event) => this.deliver(event));
    this.sender = sender;
    this.world = world;
    app.addHook('onClose', () => sender.reset());
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, parseForm(String(body))),
    );
    app.setErrorHandler((error, request, reply) => {
      const answer = errorAnswer(error, begin(request, reply, world));
      return reply.code(answer.status).send(answer.body);
    });
    app.setNotFoundHandler((request, reply) => {
      const answer = errorAnswer(unknownUrl(request.method, request.url), begin(request, reply, world));
      return reply.code(answer.status).send(answer.body);
    });
    controlStripe(app, this);
    serveRoutes(app, ROUTES, { world, keys: this.keys, executionDelay: () => this.delay });
    registerCheckoutPages(app, world);
    registerPortalPages(app, world);
    registerInvoicePages(app, world);
  }

  /** Empty again. The webhook address is a setting, not state, and stays. */
  reset(): void {
    this.world?.clear();
    this.keys.clear();
    this.sender?.reset();
  }

  tick(now: Date): void {
    if (this.world) runDue(this.world, Math.floor(now.getTime() / 1000));
    this.sender?.tick();
  }

  errorBody(status: number, message: string): unknown {
    const type = status >= 500 ? 'api_error' : 'invalid_request_error';
    const code = status === 429 ? { code: 'rate_limit' } : {};
    return { error: { type, message, ...code } };
  }

  snapshot(): unknown {
    const collections = Object.entries(this.world?.collections() ?? {});
    return {
      webhook: this.webhook?.url ?? null,
      ...Object.fromEntries(collections.map(([name, collection]) => [name, collection.all()])),
    };
  }

  /** What a restart must not lose. The webhook address is not part of it: each start names its own. */
  save(): StripeState {
    return {
      records: this.world?.save() ?? {},
      keys: this.keys.finished(),
      deliveries: this.sender?.save() ?? [],
    };
  }

  /** Goes on with what `save` of an earlier process gave. Retries that came due meanwhile go out with the next tick. */
  load(state: unknown): void {
    const { records, keys, deliveries } = state as StripeState;
    this.world?.load(records);
    this.keys.load(keys);
    this.sender?.load(deliveries);
  }

  /** The address that gets every event without being registered; undefined for none. */
  setWebhook(webhook: WebhookSetting | undefined): void {
    if (webhook) assertLoopback(webhook.url);
    this.webhook = webhook;
  }

  setExecutionDelay(ms: number): void {
    this.delay = ms;
  }

  private deliver(event: EventRecord): void {
    const targets = this.targetsFor(event.type);
    event.pending = targets.length;
    this.sender?.send(
      { id: event.id, type: event.type, payload: JSON.stringify(serialiseEvent(event)) },
      targets,
    );
  }

  private delivered(id: string): void {
    const event = this.world?.events.get(id);
    if (event) event.pending = Math.max(0, event.pending - 1);
  }

  private targetsFor(type: string): Target[] {
    const registered = (this.world?.webhookEndpoints.all() ?? []).filter(
      (it) => it.status === 'enabled' && it.enabledEvents.some((pattern) => fits(type, pattern)),
    );
    return this.webhook ? [{ id: 'setting', ...this.webhook }, ...registered] : registered;
  }
}

function unknownUrl(method: string, url: string): StripeError {
  const path = url.split('?', 1)[0] ?? url;
  return new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The sandbox has no such endpoint; Stripe itself may.`,
  });
}
