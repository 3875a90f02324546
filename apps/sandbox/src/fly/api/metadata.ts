import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badRequest, notFound, precondition } from '../errors.js';
import type { Fly } from '../fly.js';
import type { Machine } from '../state/types.js';
import { bodyOf, isObject, text } from './input.js';

interface MetadataRoute {
  Params: { app: string; machine: string; key: string };
}

/** Metadata of a machine; changing it neither restarts the machine nor makes a new version. */
export function metadataRoutes(server: FastifyInstance, fly: Fly): void {
  const path = '/apps/:app/machines/:machine/metadata';
  const machineOf = (params: MetadataRoute['Params']) => fly.store.machine(params.app, params.machine);

  server.get<MetadataRoute>(path, (request) => {
    fly.limit('metadata.get', request.params.machine);
    return machineOf(request.params).config.metadata ?? {};
  });

  const merge = (request: FastifyRequest<MetadataRoute>) => {
    fly.limit('metadata.update', request.params.machine);
    const machine = machineOf(request.params);
    const input = bodyOf(request, ['metadata', 'machine_version', 'updated_at']);
    const version = text(input['machine_version'], 'machine_version');
    if (version && version !== machine.version) {
      throw precondition(`machine_version ${version} is not the current ${machine.version}`);
    }
    if (!isObject(input['metadata'])) throw badRequest('metadata must be an object');
    write(machine, input['metadata']);
  };
  for (const method of ['PATCH', 'PUT'] as const) {
    server.route<MetadataRoute>({
      method,
      url: path,
      handler: (request, reply) => {
        merge(request);
        return reply.code(204).send();
      },
    });
  }

  server.get<MetadataRoute>(`${path}/:key`, (request) => {
    fly.limit('metadata.get', request.params.machine);
    const { metadata = {} } = machineOf(request.params).config;
    const value = Object.hasOwn(metadata, request.params.key) ? metadata[request.params.key] : undefined;
    if (value === undefined) throw notFound(`metadata "${request.params.key}"`);
    return { value };
  });

  server.post<MetadataRoute>(`${path}/:key`, (request, reply) => {
    fly.limit('metadata.set', request.params.machine);
    const { value } = bodyOf(request, ['value', 'updated_at']);
    if (typeof value !== 'string') throw badRequest('value must be a string');
    write(machineOf(request.params), { [request.params.key]: value });
    return reply.code(204).send();
  });

  server.delete<MetadataRoute>(`${path}/:key`, (request, reply) => {
    fly.limit('metadata.delete', request.params.machine);
    write(machineOf(request.params), { [request.params.key]: null });
    return reply.code(204).send();
  });

  function write(machine: Machine, values: Record<string, unknown>): void {
    const metadata = new Map(Object.entries(machine.config.metadata ?? {}));
    for (const [key, value] of Object.entries(values)) {
      if (value === null || value === '') metadata.delete(key);
      else if (typeof value === 'string') metadata.set(key, value);
      else throw badRequest(`metadata.${key} must be a string or null`);
    }
    machine.config = { ...machine.config, metadata: Object.fromEntries(metadata) };
    machine.updatedAt = fly.now();
  }
}
