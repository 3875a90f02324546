import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { SandboxClock } from './clock.js';
import { controlRoutes } from './control-routes.js';
import { FaultSwitch } from './faults.js';
import { newId } from './ids.js';
import { Memory } from './memory.js';
import { RequestLog } from './request-log.js';
import { watchTraffic } from './traffic.js';
import type { Vendor } from './vendor.js';

/** Where to listen. A vendor without a port gets any free one. */
export interface SandboxOptions {
  host?: string;
  ports: Record<string, number>;
  /** Where to remember everything across restarts; without it the state ends with the process. */
  stateFile?: string;
}

/** A sandbox that listens. */
export interface RunningSandbox {
  /** Base URL by vendor name. */
  urls: Record<string, string>;
  clock: SandboxClock;
  close(): Promise<void>;
}

interface Running {
  vendor: Vendor;
  app: FastifyInstance;
  faults: FaultSwitch;
}

const BODY_LIMIT = 10 * 1024 * 1024;
const TICK_MS = 1000;

/** Starts one server per vendor, all sharing a clock and a request log. */
export async function startSandbox(vendors: Vendor[], options: SandboxOptions): Promise<RunningSandbox> {
  const clock = new SandboxClock();
  const log = new RequestLog();
  const urls: Record<string, string> = {};
  const running: Running[] = vendors.map((vendor) => ({
    vendor,
    app: newServer(vendor),
    faults: new FaultSwitch(),
  }));
  const memory = new Memory(running, { clock, log }, options.stateFile);
  const tickAll = ticker(vendors, clock);

  const forget = ({ vendor, faults }: Running) => {
    vendor.reset();
    faults.reset();
    log.clear(vendor.name);
  };
  const resetOne = (one: Running) => {
    forget(one);
    memory.changed();
  };
  const resetAll = async () => {
    clock.reset();
    running.forEach(forget);
    await memory.forget();
  };

  const timer = setInterval(() => void tickAll(), TICK_MS);
  timer.unref();
  const closeServers = async () => {
    clearInterval(timer);
    await Promise.all(running.map(({ app }) => app.close()));
  };

  try {
    for (const one of running) {
      const { vendor, app, faults } = one;
      const changed = () => memory.changed();
      watchTraffic(app, vendor, { clock, faults, log, changed });
      await app.register(
        (scope, _options, done) => {
          controlRoutes(scope, { ...one, clock, log, resetAll, resetOne: () => resetOne(one), tickAll });
          done();
        },
        { prefix: '/_sandbox' },
      );
      await app.register(async (scope) => {
        await vendor.register(scope, {
          name: vendor.name,
          clock,
          faults,
          newId,
          url: () => urls[vendor.name] ?? fail(`${vendor.name} is not listening yet`),
          urlOf: (name) => urls[name],
          changed,
        });
      });
    }
    memory.recall();
    for (const { vendor, app } of running) {
      urls[vendor.name] = await app.listen({
        host: options.host ?? '127.0.0.1',
        port: options.ports[vendor.name] ?? 0,
      });
    }
  } catch (error) {
    await closeServers();
    throw error;
  }
  // Only now: a sandbox that could not start must not touch the state of one that runs.
  memory.begin();
  const close = async () => {
    await closeServers();
    await memory.end();
  };
  return { urls, clock, close };
}

function newServer(vendor: Vendor): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // A path that cannot be decoded never reaches a route, so the vendor's own handlers do not see it.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const status = error.statusCode ?? 400;
      void reply.code(status).send(vendor.errorBody(status, error.message));
    },
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send(vendor.errorBody(status, error.message));
  });
  return app;
}

/** Ticks every vendor, one round at a time; one vendor's mistake must not stop the others' timers. */
function ticker(vendors: Vendor[], clock: SandboxClock): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  const once = async () => {
    for (const vendor of vendors) {
      try {
        await vendor.tick?.(clock.now());
      } catch (error) {
        process.stderr.write(`sandbox: tick of ${vendor.name} failed: ${String(error)}\n`);
      }
    }
  };
  return () => (round = round.then(once));
}

function fail(message: string): never {
  throw new Error(message);
}
