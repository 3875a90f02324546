import type { FastifyInstance } from 'fastify';
import { asObject, BadSandboxInput, onlyFields, wholeNumber } from '../kernel/index.js';
import type { Fly } from './fly.js';
import { SETTING_NAMES } from './state/settings.js';

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
      scope.post<{ Params: { id: string } }>('/machines/:id', (request) => {
        const machine = fly().store.machines.get(request.params.id);
        if (!machine) throw new BadSandboxInput(`There is no machine "${request.params.id}".`);
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
      done();
    },
    { prefix: '/_sandbox/fly' },
  );
}
