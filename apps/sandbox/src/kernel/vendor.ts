import type { FastifyInstance } from 'fastify';
import type { SandboxClock } from './clock.js';
import type { FaultSwitch } from './faults.js';
import type { TrafficRecord } from './request-log.js';

/** What the kernel hands to each vendor. */
export interface VendorContext {
  /** 'stripe', 'anthropic', … */
  name: string;
  /** One clock for all vendors; moved by POST /_sandbox/clock. */
  clock: SandboxClock;
  /** Request faults are applied by the kernel; vendors that send webhooks ask `faults.webhookFor(type)`. */
  faults: FaultSwitch;
  /** A random base62 id. `newId('cus')` and `newId('cus_')` both give `cus_…`. */
  newId(prefix: string, length?: number): string;
  /** Own base URL, once listening. */
  url(): string;
  /**
   * Tells the kernel that something worth keeping changed without a request that says so (a timer, a webhook answered,
   * a GET that acts). Requests other than GET, HEAD and OPTIONS count by themselves.
   */
  changed(): void;
  /** Base URL of another vendor in the same sandbox, or undefined when it is not running. */
  urlOf(vendor: string): string | undefined;
}

/** How one event is sent on demand. */
export interface SendNow {
  /** How often. */
  times: number;
  delayMs: number;
  /** `wrong` and `old` are what a receiver must refuse. */
  signature: 'valid' | 'wrong' | 'old';
}

/** How a vendor that sends webhooks lets the kernel show, release and repeat them. */
export interface WebhookControl {
  /** Deliveries so far, with attempts, status and last response. */
  list(): unknown[];
  /** Sends the held deliveries that `wants` lets through, in the order `arrange` puts them. Returns how many. */
  release(arrange: <T>(held: T[]) => T[], wants: (type: string) => boolean): number | Promise<number>;
  /** Sends one event to everyone who wants its type, whatever the mode. Returns how many deliveries that makes. */
  send?(eventId: string, how: SendNow): number | Promise<number>;
}

/** One stand-in. Its routes, parsers and error handlers live in a Fastify scope of its own. */
export interface Vendor {
  name: string;
  register(app: FastifyInstance, ctx: VendorContext): void | Promise<void>;
  /** Back to the empty (or seeded) state. */
  reset(): void;
  /** Called after the clock moved and about once a second: due timers. */
  tick?(now: Date): void | Promise<void>;
  /** The vendor's own error shape, for injected status faults. */
  errorBody(status: number, message: string): unknown;
  /** Headers the vendor gives with such an answer. A fault's own headers win. */
  errorHeaders?(status: number): Record<string, string>;
  /** For GET /_sandbox/state. Must not contain secrets. */
  snapshot?(): unknown;
  /**
   * Everything a restart must not lose, as plain data (Maps, Sets, Dates and Buffers are fine), timers included as what
   * is due and when. May be the live objects: it is written before anything else runs. A change of its shape raises
   * STATE_FORMAT.
   */
  save?(): unknown;
  /** Goes on with what `save` of an earlier process gave. Called after `register`, before the port is open. */
  load?(state: unknown): void;
  /** Removes secrets the kernel cannot know of from a log entry. */
  mask?(entry: TrafficRecord): TrafficRecord;
  webhooks?: WebhookControl;
}
