import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BadSandboxInput } from './bad-input.js';
import type { SandboxClock } from './clock.js';
import { tooDeep } from './depth.js';
import type { FaultSwitch } from './faults.js';
import type { RequestFault } from './fault-input.js';
import { maskHeaders, maskKeys } from './masking.js';
import type { RequestLog, TrafficRecord } from './request-log.js';
import type { Vendor } from './vendor.js';
import { setTimeout as sleep } from 'node:timers/promises';

interface Traffic {
  body?: unknown;
  bodyBytes: number;
  fault?: RequestFault;
}

/** Requests that change nothing; a vendor whose GET acts says so itself. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Records every vendor request, applies the injected faults and tells when something may have changed. Must be
 * installed before the vendor's own hooks.
 */
export function watchTraffic(
  app: FastifyInstance,
  vendor: Vendor,
  parts: { clock: SandboxClock; faults: FaultSwitch; log: RequestLog; changed(): void },
): void {
  const traffic = new WeakMap<object, Traffic>();
  const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0] ?? '/';
  const isOwn = (request: FastifyRequest) => pathOf(request).startsWith('/_sandbox');

  app.addHook('onRequest', async (request, reply) => {
    if (!READING.has(request.method) && pathOf(request) !== '/_sandbox/reset') {
      reply.raw.once('close', parts.changed);
    }
    if (isOwn(request)) return;
    const notes: Traffic = { bodyBytes: 0 };
    traffic.set(request.raw, notes);
    record(request, reply, notes);
    if (parts.faults.needsBody(request.method, pathOf(request))) return;
    await strike(request, reply, notes);
  });

  app.addHook('preValidation', async (request, reply) => {
    if (tooDeep(request.body)) throw new BadSandboxInput('The body is nested too deeply.');
    const notes = traffic.get(request.raw);
    if (!notes) return;
    Object.assign(notes, snapshot(request.body));
    if (notes.fault) return;
    if (parts.faults.needsBody(request.method, pathOf(request))) await strike(request, reply, notes);
  });

  async function strike(request: FastifyRequest, reply: FastifyReply, notes: Traffic): Promise<void> {
    const fault = parts.faults.take(request.method, pathOf(request), notes.body);
    if (!fault) return;
    notes.fault = fault;
    parts.changed();
    // Real time, not sandbox time: this is the slow network. Not ref'd, so it never keeps a process alive.
    if (fault.delayMs) await sleep(fault.delayMs, undefined, { ref: false });
    if (fault.dropBefore) {
      reply.hijack();
      request.raw.socket.destroy();
    } else if (fault.status !== undefined) {
      const body = fault.body ?? vendor.errorBody(fault.status, 'Injected by the sandbox');
      await reply
        .code(fault.status)
        .headers({ ...vendor.errorHeaders?.(fault.status), ...fault.headers })
        .send(body);
    }
  }

  function record(request: FastifyRequest, reply: FastifyReply, notes: Traffic): void {
    const at = parts.clock.now().toISOString();
    const raw = reply.raw;
    const chunks: Buffer[] = [];
    const keep = (chunk: unknown) => {
      if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
      else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    };
    const write = raw.write.bind(raw) as (...args: unknown[]) => boolean;
    const end = raw.end.bind(raw) as (...args: unknown[]) => typeof raw;
    let done = false;
    const finish = (status: number) => {
      if (done) return;
      done = true;
      const answer = Buffer.concat(chunks);
      const entry = maskKeys({
        at,
        vendor: vendor.name,
        method: request.method,
        path: pathOf(request),
        query: { ...(request.query as Record<string, unknown>) },
        headers: maskHeaders(request.headers),
        requestBody: notes.body ?? null,
        status,
        responseHeaders: maskHeaders(raw.getHeaders()),
        responseBody: status === 0 ? null : parsed(answer.toString('utf8')),
        ...(notes.fault ? { fault: notes.fault } : {}),
      });
      parts.log.add(masked(vendor, entry), notes.bodyBytes + answer.length);
    };
    // Patched on the raw response because streams and hijacked replies bypass Fastify's hooks.
    raw.write = ((...args: unknown[]) => {
      keep(args[0]);
      if (!notes.fault?.dropAfter) return write(...args);
      request.raw.socket.destroy();
      return true;
    }) as typeof raw.write;
    raw.end = ((...args: unknown[]) => {
      keep(args[0]);
      finish(raw.statusCode);
      // Here too and not only at the close: a caller may be gone before its request was done.
      if (!READING.has(request.method)) parts.changed();
      if (!notes.fault?.dropAfter) return end(...args);
      request.raw.socket.destroy();
      return raw;
    }) as typeof raw.end;
    raw.once('close', () => finish(0));
  }
}

/** A copy of the body as it came, because handlers may change it, and about how large it is. */
function snapshot(body: unknown): Pick<Traffic, 'body' | 'bodyBytes'> {
  if (Buffer.isBuffer(body)) return { body: body.toString('utf8'), bodyBytes: body.length };
  if (typeof body === 'string') return { body, bodyBytes: body.length };
  if (typeof body !== 'object' || body === null) return { body, bodyBytes: 0 };
  const text = JSON.stringify(body);
  return { body: JSON.parse(text) as unknown, bodyBytes: text.length };
}

/** The vendor's own masking. One that stumbles over an odd body costs the log that body, not the caller the answer. */
function masked(vendor: Vendor, entry: TrafficRecord): TrafficRecord {
  try {
    return vendor.mask ? vendor.mask(entry) : entry;
  } catch {
    return { ...entry, query: {}, requestBody: null, responseBody: null };
  }
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
