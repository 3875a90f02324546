import type { FastifyInstance } from 'fastify';
import { badRequest, notFound } from '../errors.js';
import type { Fly } from '../fly.js';
import { checkSecretsVersion, putSecrets } from '../state/secrets.js';
import type { Secret } from '../state/types.js';
import { bodyOf, integer, isObject, queryOf } from './input.js';

interface SecretRoute {
  Params: { app: string; name: string };
}

/** App secrets. Values go in and never come out, whatever `show_secrets` says. */
export function secretRoutes(server: FastifyInstance, fly: Fly): void {
  const { store } = fly;

  server.get<SecretRoute>('/apps/:app/secrets', (request) => {
    fly.limit('secret.list', request.params.app);
    const app = store.app(request.params.app);
    checkSecretsVersion(app, integer(queryOf(request)['min_version'], 'min_version'));
    return { secrets: [...app.secrets.values()].map(secretView) };
  });

  server.post<SecretRoute>('/apps/:app/secrets', (request) => {
    fly.limit('secret.update', request.params.app);
    const app = store.app(request.params.app);
    const values = bodyOf(request, ['values'])['values'];
    if (!isObject(values)) throw badRequest('values must be an object of strings or nulls');
    const version = putSecrets(app, values as Record<string, string | null>, fly.now());
    return { secrets: [...app.secrets.values()].map(secretView), version, Version: version };
  });

  server.get<SecretRoute>('/apps/:app/secrets/:name', (request) => {
    fly.limit('secret.get', request.params.app);
    return secretView(secretOf(request.params));
  });

  server.post<SecretRoute>('/apps/:app/secrets/:name', (request, reply) => {
    fly.limit('secret.set', request.params.app);
    const app = store.app(request.params.app);
    const { value } = bodyOf(request, ['value']);
    if (typeof value !== 'string') throw badRequest('value must be a string');
    const version = putSecrets(app, { [request.params.name]: value }, fly.now());
    return reply.code(201).send({ ...secretView(secretOf(request.params)), version, Version: version });
  });

  server.delete<SecretRoute>('/apps/:app/secrets/:name', (request) => {
    fly.limit('secret.delete', request.params.app);
    secretOf(request.params);
    const version = putSecrets(store.app(request.params.app), { [request.params.name]: null }, fly.now());
    return { version, Version: version };
  });

  function secretOf({ app, name }: SecretRoute['Params']): Secret {
    const secret = store.app(app).secrets.get(name);
    if (!secret) throw notFound(`secret "${name}"`);
    return secret;
  }
}

const secretView = ({ value: _value, ...shown }: Secret) => shown;
