import type { FastifyInstance } from 'fastify';
import { assertLoopback, type Vendor, type VendorContext } from '../kernel/index.js';
import { appRoutes } from './api/apps.js';
import { execRoutes } from './api/exec.js';
import { ipRoutes } from './api/ips.js';
import { leaseRoutes } from './api/leases.js';
import { machineActionRoutes } from './api/machine-actions.js';
import { machineRoutes } from './api/machines.js';
import { metadataRoutes } from './api/metadata.js';
import { platformRoutes } from './api/platform.js';
import { secretRoutes } from './api/secrets.js';
import { volumeRoutes } from './api/volumes.js';
import { controlRoutes } from './control.js';
import { errorBody, FlyError } from './errors.js';
import { Fly, type FlyState } from './fly.js';
import { gatewayRoutes } from './gateway/gateway.js';
import { stopIdle } from './gateway/proxy.js';
import { maskFly } from './masking.js';
import { openClawFromEnvironment, type OpenClawOptions } from './openclaw/options.js';
import { defaultSettings, type FlySettings } from './state/settings.js';

/** Settings of the stand-in for Fly Machines, and where its agents find the Claude API. */
export interface FlyVendorOptions extends Partial<FlySettings> {
  /** Default: SANDBOX_ANTHROPIC_URL, else the Anthropic stand-in of the same sandbox. */
  anthropicUrl?: string;
  /** Real gateways instead of played ones. Default: what SANDBOX_MACHINES says. */
  openclaw?: OpenClawOptions;
}

const GROUPS = [
  appRoutes,
  ipRoutes,
  volumeRoutes,
  secretRoutes,
  machineRoutes,
  machineActionRoutes,
  leaseRoutes,
  metadataRoutes,
  execRoutes,
  platformRoutes,
];

/** The stand-in for api.machines.dev and, under `/_apps/{app}`, for https://{app}.fly.dev. */
export function createFlyVendor({ anthropicUrl, openclaw, ...options }: FlyVendorOptions = {}): Vendor {
  const defaults = defaultSettings(options);
  const elsewhere = anthropicUrl ?? process.env['SANDBOX_ANTHROPIC_URL'];
  if (elsewhere) assertLoopback(elsewhere);
  const real = openclaw ?? openClawFromEnvironment(process.env);
  let fly: Fly | undefined;

  function register(app: FastifyInstance, ctx: VendorContext): void {
    const neighbours = {
      anthropic: () => elsewhere ?? ctx.urlOf('anthropic'),
      channels: () => ctx.urlOf('channels'),
    };
    const self = new Fly(defaults, ctx.clock, neighbours, ctx.changed, real);
    fly = self;
    app.addHook('onClose', () => self.openclaw?.close());
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('fly-request-id', ctx.newId('', 26));
      done();
    });
    app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody('not found')));
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const status = error instanceof FlyError ? error.status : (error.statusCode ?? 500);
      return reply
        .code(status)
        .send(errorBody(error.message, error instanceof FlyError ? error.code : undefined));
    });
    app.register(
      (api, _options, done) => {
        api.addHook('onRequest', (request, _reply, next) => {
          next(
            knownToken(request.headers.authorization)
              ? undefined
              : new FlyError(401, 'Authenticate: token validation error'),
          );
        });
        api.addHook('onSend', (request, reply, payload, next) => {
          const path = request.url.split('?', 1)[0] ?? '';
          if (reply.statusCode >= 400 || !self.troubles.isLate(request.method, path))
            return next(null, payload);
          reply.code(408).type('application/json').removeHeader('content-length');
          next(null, JSON.stringify(errorBody('deadline_exceeded: the host did not answer in time')));
        });
        for (const group of GROUPS) group(api, self);
        done();
      },
      { prefix: '/v1' },
    );
    app.register((scope, _options, done) => {
      gatewayRoutes(scope, self);
      done();
    });
    controlRoutes(app, () => self);
  }

  return {
    name: 'fly',
    register,
    reset: () => fly?.reset(),
    save: () => fly?.save(),
    load: (state) => fly?.load(state as FlyState),
    tick: () => fly && stopIdle(fly),
    errorBody: (_status, message) => errorBody(message),
    mask: maskFly,
    snapshot: () => (fly ? snapshot(fly) : {}),
  };
}

/** Any token but one that says it is revoked; the sandbox has no accounts. */
function knownToken(header: string | undefined): boolean {
  const token = /^(?:Bearer|FlyV1) (\S.{7,})$/.exec(header ?? '')?.[1];
  return token !== undefined && !/revoked|invalid|expired/i.test(token);
}

function snapshot({ store, settings }: Fly): unknown {
  return {
    settings,
    apps: [...store.apps.values()].map((app) => ({
      name: app.name,
      org: app.orgSlug,
      ips: app.ips,
      secrets: [...app.secrets.keys()],
      secretsVersion: app.secretsVersion,
    })),
    machines: [...store.machines.values()].map(({ id, app, state, region, version, process, agent }) => ({
      id, app, state, region, version, secretsVersion: process?.secretsVersion ?? null, turns: agent.turns,
    })), // prettier-ignore
    volumes: [...store.volumes.values()].map(({ id, app, state, region, sizeGb, machineId }) => ({
      id, app, state, region, sizeGb, machineId: machineId ?? null,
    })), // prettier-ignore
  };
}
