import type { FastifyInstance } from 'fastify';
import type { Fly } from '../fly.js';
import { REGIONS } from '../state/regions.js';
import { bool, integer, listOf, queryOf, text } from './input.js';
import { pageOf } from './paging.js';
import { orgMachineView, volumeView } from './views.js';

interface OrgRoute {
  Params: { org: string };
}

/** What belongs to the whole organisation: its machines, its volumes, its token, the regions. */
export function platformRoutes(server: FastifyInstance, fly: Fly): void {
  const { store } = fly;
  const inOrg = (org: string) => (item: { app: string }) => store.apps.get(item.app)?.orgSlug === org;
  const filter = <T extends { id: string; state: string; region: string; updatedAt: string }>(
    all: T[],
    gone: string,
    query: ReturnType<typeof queryOf>,
  ) => {
    const states = listOf(query['state']);
    const cursor = text(query['cursor'], 'cursor');
    const after = cursor ? undefined : text(query['updated_after'], 'updated_after');
    const found = all
      .filter((it) => query['include_deleted'] === 'true' || it.state !== gone)
      .filter((it) => states.length === 0 || states.includes(it.state))
      .filter((it) => !query['region'] || it.region === query['region'])
      .filter((it) => !after || Date.parse(it.updatedAt) > Date.parse(after))
      .sort((a, b) => a.updatedAt.localeCompare(b.updatedAt) || a.id.localeCompare(b.id));
    return pageOf(found, integer(query['limit'], 'limit', 1, 1000) ?? 1000, cursor);
  };

  server.get<OrgRoute>('/orgs/:org/machines', (request) => {
    fly.limit('org.machines', request.params.org);
    const query = queryOf(request);
    const all = [...store.machines.values()].filter(inOrg(request.params.org));
    const { page, next } = filter(all, 'destroyed', query);
    const summary = bool(query['summary'], 'summary') ?? false;
    const last = page.at(-1);
    return {
      machines: page.map((machine) => orgMachineView(machine, summary)),
      ...(last ? { last_machine_id: last.id, last_updated_at: last.updatedAt } : {}),
      ...(next ? { next_cursor: next } : {}),
      error_regions: [],
    };
  });

  server.get<OrgRoute>('/orgs/:org/volumes', (request) => {
    fly.limit('org.volumes', request.params.org);
    const all = [...store.volumes.values()].filter(inOrg(request.params.org));
    const { page, next } = filter(all, 'pending_destroy', queryOf(request));
    const last = page.at(-1);
    return {
      volumes: page.map((it) => ({ ...volumeView(it), app_name: it.app, updated_at: it.updatedAt })),
      ...(last ? { last_volume_id: last.id, last_updated_at: last.updatedAt } : {}),
      ...(next ? { next_cursor: next } : {}),
    };
  });

  server.get('/platform/regions', () => ({
    nearest: 'iad',
    regions: REGIONS.map(([code, name, latitude, longitude]) => ({
      code,
      name,
      latitude,
      longitude,
      deprecated: false,
      gateway_available: true,
      requires_paid_plan: false,
    })),
  }));

  server.get('/tokens/current', () => ({
    tokens: [
      { token_id: 'sandbox', organization: 'Sandbox', org_slug: 'personal', user: 'sandbox@fly.test' },
    ],
  }));
}
