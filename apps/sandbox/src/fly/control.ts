import type { FastifyInstance } from 'fastify';
import { asObject, BadSandboxInput, onlyFields, wholeNumber } from '../kernel/index.js';
import type { Fly } from './fly.js';
import { usePhone } from './gateway/phone.js';
import { isRegion } from './state/regions.js';
import { SETTING_NAMES } from './state/settings.js';
import type { Machine } from './state/types.js';

const FORCED_STATES = ['started', 'stopped', 'failed'] as const;
const HOSTS = ['ok', 'unknown', 'unreachable'] as const;

/** What only this vendor offers under `/_sandbox`: its pace, and machines that change by themselves. */
export function controlRoutes(app: FastifyInstance, fly: () => Fly): void {
  app.register(
    (scope, _options, done) => {
      scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
        reply.code(error.statusCode ?? 500).send({ error: error.message }),
      );
      scope.get('/settings', () => fly().settings);
      scope.post('/settings', (request) => {
        const input = asObject(request.body, 'The settings');
        onlyFields(input, SETTING_NAMES, 'The settings');
        const { settings } = fly();
        for (const name of SETTING_NAMES) {
          if (input[name] === undefined) continue;
          if (name !== 'rateLimits') settings[name] = wholeNumber(input[name], name, 0, { max: 86_400_000 });
          else if (typeof input[name] === 'boolean') settings.rateLimits = input[name];
          else throw new BadSandboxInput('rateLimits must be true or false.');
        }
        return settings;
      });
      scope.post('/regions', (request) => {
        const input = asObject(request.body, 'The region');
        onlyFields(input, ['region', 'full'], 'The region');
        const { region, full } = input;
        if (typeof region !== 'string' || !isRegion(region)) {
          throw new BadSandboxInput(`There is no region "${String(region)}".`);
        }
        if (typeof full !== 'boolean') throw new BadSandboxInput('full must be true or false.');
        fly().troubles.setFull(region, full);
        return { region, full };
      });

      scope.post('/late-answers', (request) => {
        const input = asObject(request.body, 'The late answer');
        onlyFields(input, ['method', 'route', 'times'], 'The late answer');
        const { method, route } = input;
        if (typeof route !== 'string') throw new BadSandboxInput('route must be a path such as "/v1/apps".');
        if (method !== undefined && typeof method !== 'string') {
          throw new BadSandboxInput('method must be a string such as "POST".');
        }
        const times = input['times'] === null ? null : wholeNumber(input['times'], 'times', 1, { min: 1 });
        const rule = { method: method?.toUpperCase(), route, times };
        fly().troubles.answerLate(rule);
        return rule;
      });

      scope.get('/openclaw', async () => {
        const { openclaw } = fly();
        return openclaw ? openclaw.report() : { installed: false, most: 0, gateways: [] };
      });

      scope.post<{ Params: { id: string } }>('/machines/:id', (request) => {
        const machine = machineOf(fly(), request.params.id);
        const input = asObject(request.body, 'The machine');
        onlyFields(input, ['state', 'host_status'], 'The machine');
        const state = FORCED_STATES.find((it) => it === input['state']);
        const host = HOSTS.find((it) => it === input['host_status']);
        if (input['state'] !== undefined && !state) {
          throw new BadSandboxInput(`state must be one of ${FORCED_STATES.join(', ')}.`);
        }
        if (input['host_status'] !== undefined && !host) {
          throw new BadSandboxInput(`host_status must be one of ${HOSTS.join(', ')}.`);
        }
        if (state) fly().lifecycle.force(machine, state);
        if (host) machine.hostStatus = host;
        return { id: machine.id, state: machine.state, host_status: machine.hostStatus };
      });
      scope.post<{ Params: { id: string } }>('/machines/:id/whatsapp', (request) =>
        usePhone(fly(), machineOf(fly(), request.params.id), request.body),
      );
      done();
    },
    { prefix: '/_sandbox/fly' },
  );
}

function machineOf({ store }: Fly, id: string): Machine {
  const machine = store.machines.get(id);
  if (!machine) throw new BadSandboxInput(`There is no machine "${id}".`);
  return machine;
}
