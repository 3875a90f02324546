import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;

/**
 * An answer as server-sent events that begins with its first event, or with the first heartbeat when that takes
 * long. Until then the request can still fail with a status of its own.
 */
export class EventReply {
  private readonly closed = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private started = false;

  constructor(private readonly reply: FastifyReply) {
    reply.raw.once('close', () => this.closed.abort());
    this.heartbeat = setInterval(() => this.write(': still here\n\n'), HEARTBEAT_MS);
  }

  /** Aborted once the connection is closed, by either side. */
  get gone(): AbortSignal {
    return this.closed.signal;
  }

  get begun(): boolean {
    return this.started;
  }

  /** Resolves when there is room for the next one. An event nobody can receive any more is dropped. */
  async send(event: string, data: unknown): Promise<void> {
    if (this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
    if (this.gone.aborted) return;
    await once(this.reply.raw, 'drain', { signal: this.gone });
  }

  end(): void {
    if (!this.gone.aborted) this.reply.raw.end();
  }

  /** No more heartbeats. */
  dispose(): void {
    clearInterval(this.heartbeat);
  }

  private write(text: string): boolean {
    const { raw } = this.reply;
    if (this.gone.aborted || raw.writableEnded) return true;
    this.begin();
    return raw.write(text);
  }

  private begin(): void {
    if (this.started) return;
    this.started = true;
    const headers = {
      ...this.reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      // Whatever stands between us and the browser: pass every piece on as it is, at once.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    };
    this.reply.hijack();
    // One by one: a header given to `writeHead` cannot be read back, and draining looks for event streams.
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.reply.raw.setHeader(name, value);
    }
    this.reply.raw.writeHead(200);
  }
}
