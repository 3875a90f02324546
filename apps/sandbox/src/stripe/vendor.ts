import type { FastifyInstance } from 'fastify';
import {
  assertLoopback,
  BadSandboxInput,
  type SendNow,
  type Vendor,
  type VendorContext,
  type WebhookControl,
} from '../kernel/index.js';
import { runAftermath } from './billing/aftermath.js';
import { runDue } from './billing/due.js';
import { runTestClocks } from './billing/test-clocks.js';
import { WebhookSender, type OutgoingEvent } from './events/webhook-sender.js';
import type { Delivery, Target } from './events/delivery.js';
import { controlStripe } from './http/control.js';
import { StripeError } from './http/errors.js';
import { ExecutionFailures } from './http/execution-failures.js';
import { readFormsOnly } from './http/form-of.js';
import { IdempotencyKeys } from './http/idempotency.js';
import { RateLimiter } from './http/rate-limit.js';
import { begin, errorAnswer, send, serveRoutes } from './http/serve.js';
import {
  limitsOf,
  webhookFromEnvironment,
  type StripeVendorOptions,
  type WebhookSetting,
} from './options.js';
import { registerPages } from './pages/pages.js';
import { dropOldEvents, fits } from './resources/events.js';
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

/** The id of the endpoint that exists without being registered. */
const SETTING = 'setting';

/** The Stripe stand-in: API, hosted pages, webhooks. All state is in memory. */
export class StripeVendor implements Vendor {
  readonly name = 'stripe';
  readonly mask = maskPaymentForm;
  readonly webhooks: WebhookControl = {
    list: () => this.sender?.list() ?? [],
    release: (arrange, types) => this.sender?.release(arrange, types) ?? 0,
    send: (event, how) => this.sendNow(event, how),
  };
  readonly limiter: RateLimiter;
  readonly failures = new ExecutionFailures();

  private readonly keys = new IdempotencyKeys();
  private world: World | undefined;
  private sender: WebhookSender | undefined;
  private webhook: WebhookSetting | undefined;
  private delay: number;

  constructor(options: StripeVendorOptions = {}) {
    this.delay = options.executionDelayMs ?? 0;
    this.limiter = new RateLimiter(limitsOf(options.rateLimits));
    this.setWebhook(options.webhook ?? webhookFromEnvironment());
  }

  register(app: FastifyInstance, ctx: VendorContext): void {
    const sender = new WebhookSender(ctx, {
      onDelivered: (event) => this.delivered(event),
      wants: (endpoint) => this.stillWanted(endpoint),
    });
    const world = new World(ctx, (event) => this.deliver(event));
    this.sender = sender;
    this.world = world;
    app.addHook('onClose', () => sender.reset());
    readFormsOnly(app);
    app.setErrorHandler((error, request, reply) =>
      send(reply, errorAnswer(error, begin(request, reply, world))),
    );
    app.setNotFoundHandler((request, reply) =>
      send(reply, errorAnswer(unknownUrl(request.method, request.url), begin(request, reply, world))),
    );
    controlStripe(app, this);
    const { keys, limiter, failures } = this;
    serveRoutes(app, ROUTES, { world, keys, limiter, failures, executionDelay: () => this.delay });
    registerPages(app, world);
  }

  /** Empty again. The webhook address is a setting, not state, and stays. */
  reset(): void {
    this.world?.clear();
    this.keys.clear();
    this.failures.clear();
    this.limiter.reset();
    this.sender?.reset();
  }

  tick(now: Date): void {
    const seconds = Math.floor(now.getTime() / 1000);
    const { world } = this;
    if (world) {
      runDue(world, seconds, (customer) => world.clockOf(customer) === null);
      runTestClocks(world);
      runAftermath(world);
      dropOldEvents(world, seconds);
    }
    this.keys.prune(seconds);
    this.sender?.tick();
  }

  errorBody(status: number, message: string): unknown {
    const type = status >= 500 ? 'api_error' : 'invalid_request_error';
    const code = status === 429 ? { code: 'rate_limit' } : {};
    return { error: { type, message, ...code } };
  }

  errorHeaders(status: number): Record<string, string> {
    const id = this.world?.ctx.newId('req', 14) ?? 'req_sandbox';
    return { 'request-id': id, ...(status === 429 ? { 'stripe-rate-limited-reason': 'endpoint-rate' } : {}) };
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

  /** Everything the stand-in remembers, for the control routes. */
  running(): World {
    if (!this.world) throw new Error('The stand-in is not running.');
    return this.world;
  }

  private deliver(event: EventRecord): void {
    const targets = this.targetsFor(event.type);
    event.pending = targets.length;
    this.sender?.send(outgoing(event), targets);
  }

  private sendNow(id: string, how: SendNow): number {
    const event = this.world?.events.get(id);
    if (!event) throw new BadSandboxInput(`There is no event "${id}"; GET /v1/events lists them.`);
    return this.sender?.sendNow(outgoing(event), this.targetsFor(event.type), how) ?? 0;
  }

  /** Retries stop when their endpoint was disabled or deleted. */
  private stillWanted(endpoint: string): boolean {
    if (endpoint === SETTING) return true;
    return this.world?.webhookEndpoints.get(endpoint)?.status === 'enabled';
  }

  private delivered(id: string): void {
    const event = this.world?.events.get(id);
    if (event) event.pending = Math.max(0, event.pending - 1);
  }

  private targetsFor(type: string): Target[] {
    const registered = (this.world?.webhookEndpoints.all() ?? []).filter(
      (it) => it.status === 'enabled' && it.enabledEvents.some((pattern) => fits(type, pattern)),
    );
    return this.webhook ? [{ id: SETTING, ...this.webhook }, ...registered] : registered;
  }
}

function outgoing(event: EventRecord): OutgoingEvent {
  return { id: event.id, type: event.type, payload: JSON.stringify(serialiseEvent(event)) };
}

function unknownUrl(method: string, url: string): StripeError {
  const path = url.split('?', 1)[0] ?? url;
  return new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The sandbox has no such endpoint; Stripe itself may.`,
  });
}
