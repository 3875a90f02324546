import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallNames } from './call-names.js';

/** What is done to one call. The first four are for the product to get over by itself, the others for `kill -9`. */
export const FAULTS = {
  'dropped before': { acts: false },
  '503 before': { acts: false, status: 503 },
  'dropped after': { acts: true },
  '408 after': { acts: true, status: 408 },
  'held before': { acts: false },
  'held after': { acts: true },
} as const;
export type Fault = keyof typeof FAULTS;

/** A call of a customer's story, `POST /v1/apps/:app/machines #1`, and what goes wrong with it. */
export interface Case {
  call: string;
  fault: Fault;
  /** Whose call it became. */
  app: string | null;
  /** Whether it happened. For a held call: whether the process was ended while it was held. */
  struck: boolean;
}

interface Held {
  since: number;
}

interface Exchange {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/**
 * A door in front of Fly through which all calls of the product go. It knows each customer's calls by the name of their
 * app and counts them. The first customer to make a call of an open case gets that case, and no other one in this story.
 * What concerns no app in particular (the lists of the organisation) goes through untouched.
 */
export class FlyDoor {
  /** When the last call went in or out, ms. */
  lastTraffic = Date.now();
  private target = { host: '', port: 0 };
  private readonly names = new CallNames();
  private cases: readonly Case[] = [];
  private readonly heldCalls = new Set<Held>();
  private striking = false;
  private readonly onward = new Agent({ keepAlive: true });

  private constructor(private readonly server: Server) {}

  static open(): Promise<FlyDoor> {
    const server = createServer();
    const door = new FlyDoor(server);
    server.on('request', (incoming: IncomingMessage, answer: ServerResponse) => {
      void door.pass(incoming, answer).catch(() => answer.destroy());
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', () => resolve(door));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  leadTo(url: string): void {
    const { hostname: host, port } = new URL(url);
    this.target = { host, port: Number(port) };
  }

  async close(): Promise<void> {
    this.onward.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Calls are counted from one again. */
  newStory(cases: readonly Case[]): void {
    this.names.forget();
    this.heldCalls.clear();
    this.cases = cases;
  }

  /** What a customer's story has asked of Fly so far, in order. */
  callsOf(app: string): readonly string[] {
    return this.names.of(app);
  }

  /** How many calls are held, and for how long the oldest is. */
  held(): { calls: number; oldestMs: number } {
    const since = Math.min(...[...this.heldCalls].map((held) => held.since));
    return { calls: this.heldCalls.size, oldestMs: this.heldCalls.size > 0 ? Date.now() - since : 0 };
  }

  /**
   * Ends the process behind the held calls by `kill`: they are over, and will never be answered. So is one that Fly is
   * still acting upon.
   */
  async strike(kill: () => Promise<void>): Promise<void> {
    this.striking = true;
    await kill();
    for (const its of this.cases) its.struck ||= its.app !== null && its.fault.startsWith('held');
    this.heldCalls.clear();
    this.striking = false;
  }

  private async pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const exchange = { method, path, headers, body: await bytesOf(incoming) };
    this.lastTraffic = Date.now();
    const its = this.caseOf(exchange);
    const fault = its && FAULTS[its.fault];
    const done = fault && !fault.acts ? undefined : await this.forward(exchange);
    this.lastTraffic = Date.now();
    if (!its || !fault) {
      if (!done) return;
      answer.writeHead(done.status, done.headers);
      answer.end(done.body);
    } else if (its.fault.startsWith('held')) this.hold(its, answer);
    else {
      its.struck = true;
      if (!('status' in fault)) return void answer.destroy();
      answer.writeHead(fault.status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ error: 'upstream host is not available' }));
    }
  }

  private caseOf({ method, path, body }: Exchange): Case | undefined {
    const seen = this.names.count(method, path, body);
    if (!seen || this.cases.some(({ app }) => app === seen.app)) return undefined;
    const its = this.cases.find(({ call, app }) => app === null && call === seen.call);
    if (its) its.app = seen.app;
    return its;
  }

  private hold(its: Case, answer: ServerResponse): void {
    if (its.struck) return void answer.destroy();
    const held = { since: Date.now() };
    this.heldCalls.add(held);
    answer.once('close', () => {
      // Given up waiting before the process was ended: the case did not happen and is open again.
      if (this.heldCalls.delete(held) && !this.striking) its.app = null;
    });
  }

  private forward({ method, path, headers, body }: Exchange) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>(
      (resolve, reject) => {
        const options = { ...this.target, method, path, headers, agent: this.onward };
        const sent = request(options, (reply) => {
          bytesOf(reply).then(
            (bytes) => resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body: bytes }),
            reject,
          );
        });
        sent.on('error', reject).end(body);
      },
    );
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
