import type { FastifyInstance } from 'fastify';
import { randomInt } from 'node:crypto';
import { badRequest, notFound } from '../errors.js';
import type { Fly } from '../fly.js';
import { isRegion } from '../state/regions.js';
import { hex } from '../state/ids.js';
import { bodyOf, text } from './input.js';

interface IpRoute {
  Params: { app: string; ip: string };
}

const TYPES = ['v4', 'v6', 'shared_v4', 'private_v6', 'egress_v4', 'egress_v6', 'egress_pair'];

/** Public and private addresses of an app. */
export function ipRoutes(server: FastifyInstance, fly: Fly): void {
  server.get<IpRoute>('/apps/:app/ip_assignments', (request) => {
    fly.limit('ip.list', request.params.app);
    return { ips: fly.store.app(request.params.app).ips };
  });

  server.post<IpRoute>('/apps/:app/ip_assignments', (request) => {
    fly.limit('ip.assign', request.params.app);
    const app = fly.store.app(request.params.app);
    const input = bodyOf(request, ['type', 'region', 'network', 'org_slug', 'service_name']);
    const type = text(input['type'], 'type') ?? '';
    if (!TYPES.includes(type)) throw badRequest(`type must be one of ${TYPES.join(', ')}`);
    const region = text(input['region'], 'region') ?? 'global';
    if (region !== 'global' && !isRegion(region)) throw badRequest(`region "${region}" is not known`);
    const shared = type === 'shared_v4';
    // The shared address is one per app: asking again gives the same.
    const had = shared ? app.ips.find((it) => it.shared) : undefined;
    if (had) return had;
    const assignment = { ip: newAddress(type), region, shared, created_at: fly.now() };
    app.ips.push(assignment);
    return assignment;
  });

  server.delete<IpRoute>('/apps/:app/ip_assignments/:ip', (request, reply) => {
    fly.limit('ip.release', request.params.app);
    const app = fly.store.app(request.params.app);
    const index = app.ips.findIndex((it) => it.ip === request.params.ip);
    if (index < 0) throw notFound(`ip "${request.params.ip}"`);
    app.ips.splice(index, 1);
    return reply.code(204).send();
  });
}

function newAddress(type: string): string {
  if (type === 'shared_v4') return `66.241.${randomInt(124, 126)}.${randomInt(1, 255)}`;
  if (type === 'v4' || type === 'egress_v4') return `137.66.${randomInt(1, 64)}.${randomInt(1, 255)}`;
  const prefix = type === 'private_v6' ? 'fdaa:0:22b7' : '2a09:8280:1';
  return `${prefix}::${hex(2)}:${hex(2)}:0`;
}
