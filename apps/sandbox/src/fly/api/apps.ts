import type { FastifyInstance } from 'fastify';
import { badRequest, FlyError, precondition } from '../errors.js';
import type { Fly } from '../fly.js';
import { hex } from '../state/ids.js';
import type { App } from '../state/types.js';
import { bodyOf, integer, queryOf, text } from './input.js';
import { appView } from './views.js';

interface AppRoute {
  Params: { app: string };
}

/** Apps: create, list, get, delete, deploy token. */
export function appRoutes(server: FastifyInstance, fly: Fly): void {
  const { store } = fly;

  server.get('/apps', (request) => {
    const slug = text(queryOf(request)['org_slug'], 'org_slug');
    if (!slug) throw badRequest('org_slug is required');
    fly.limit('app.list', slug);
    const apps = [...store.apps.values()]
      .filter((app) => app.orgSlug === slug)
      .map((app) => appView(app, store));
    return { total_apps: apps.length, apps };
  });

  server.post('/apps', (request, reply) => {
    const input = bodyOf(request, [
      'app_name',
      'name',
      'org_slug',
      'network',
      'enable_subdomains',
      'idempotency_key',
    ]);
    const orgSlug = text(input['org_slug'], 'org_slug');
    if (!orgSlug) throw badRequest('org_slug is required');
    const idempotencyKey = text(input['idempotency_key'], 'idempotency_key');
    const asked = text(input['name'] ?? input['app_name'], 'name');
    const name = asked ?? `app-${hex(6)}`;
    fly.limit('app.create', name);

    const first =
      idempotencyKey && [...store.apps.values()].find((it) => it.idempotencyKey === idempotencyKey);
    if (first) {
      if (asked !== undefined && asked !== first.name) {
        throw new FlyError(422, `idempotency_key was already used for the app "${first.name}"`);
      }
      return reply.code(201).send(created(first));
    }
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      throw new FlyError(
        422,
        'Validation failed: Name may only contain numbers, lowercase letters and dashes',
      );
    }
    // Names are shared by all customers of the vendor: this is somebody else's app.
    if (store.apps.has(name) || name.startsWith('taken-')) {
      throw new FlyError(422, 'Validation failed: Name has already been taken', 'name_taken');
    }
    const app: App = {
      id: hex(8),
      internalId: 1_000_000 + store.apps.size,
      name,
      orgSlug,
      network: text(input['network'], 'network') ?? 'default',
      createdAt: fly.clock.now(),
      idempotencyKey,
      ips: [],
      secrets: new Map(),
      secretsVersion: 0,
      secretsHistory: [],
    };
    store.apps.set(name, app);
    return reply.code(201).send(created(app));
  });

  server.get<AppRoute>('/apps/:app', (request) => {
    fly.limit('app.get', request.params.app);
    return appView(store.app(request.params.app), store);
  });

  server.delete<AppRoute>('/apps/:app', (request, reply) => {
    fly.limit('app.delete', request.params.app);
    const { name } = store.app(request.params.app);
    const machines = store.machinesOf(name);
    const running = machines.filter((machine) => !['stopped', 'suspended', 'failed'].includes(machine.state));
    if (running.length > 0 && queryOf(request)['force'] !== 'true') {
      throw precondition(`app "${name}" has machines that are not stopped; stop them or use force=true`);
    }
    for (const machine of machines) fly.lifecycle.destroy(machine);
    for (const volume of store.volumesOf(name)) volume.state = 'pending_destroy';
    store.apps.delete(name);
    store.forgetOldest();
    return reply.code(202).send();
  });

  server.post<AppRoute>('/apps/:app/deploy_token', (request) => {
    fly.limit('app.deploy_token', request.params.app);
    store.app(request.params.app);
    text(bodyOf(request, ['expiry'])['expiry'], 'expiry');
    return { token: `FlyV1 fm2_${hex(24)}` };
  });
}

const created = (app: App) => ({ id: app.id, created_at: integer(app.createdAt.getTime(), 'created_at') });
