import type { FastifyInstance } from 'fastify';
import { asObject, BadSandboxInput, onlyFields, type SandboxClock } from '../kernel/index.js';
import { KEY_STATES, type KeyRing } from './keys.js';
import type { Lifecycle, ModelCatalogue } from './models.js';

/** What only this vendor offers under `/_sandbox`: keys that change and models that age. */
export function controlRoutes(
  app: FastifyInstance,
  parts: { keys: KeyRing; models: ModelCatalogue; clock: SandboxClock },
): void {
  app.register(
    (scope, _options, done) => {
      scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
        reply.code(error.statusCode ?? 500).send({ error: error.message }),
      );
      scope.get('/keys', () => ({ data: parts.keys.list() }));
      scope.post('/keys', (request) => {
        const input = asObject(request.body, 'The key');
        onlyFields(input, ['key', 'state'], 'The key');
        const state = input['state'] === null ? null : KEY_STATES.find((it) => it === input['state']);
        if (state === undefined)
          throw new BadSandboxInput(`state must be null or one of ${KEY_STATES.join(', ')}.`);
        if (typeof input['key'] !== 'string' || input['key'] === '')
          throw new BadSandboxInput('key must be a string.');
        parts.keys.put(input['key'], state);
        return { key: `…${input['key'].slice(-4)}`, state };
      });
      scope.post('/models', (request) => {
        const input = asObject(request.body, 'The model');
        onlyFields(input, ['id', 'lifecycle'], 'The model');
        const stages: Lifecycle[] = ['active', 'deprecated', 'retired'];
        const lifecycle = stages.find((it) => it === input['lifecycle']);
        if (!lifecycle) throw new BadSandboxInput(`lifecycle must be one of ${stages.join(', ')}.`);
        return parts.models.setLifecycle(modelIn(parts.models, input['id']), lifecycle, parts.clock.now());
      });
      done();
    },
    { prefix: '/_sandbox/anthropic' },
  );
}

function modelIn(models: ModelCatalogue, id: unknown): string {
  try {
    return models.get(String(id)).id;
  } catch {
    throw new BadSandboxInput(`There is no model "${String(id)}" in the catalogue.`);
  }
}
