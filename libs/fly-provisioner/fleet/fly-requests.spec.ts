import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FleetWorld } from '../testing/fleet-world.js';
import { Deletions } from './deletions.service.js';

const specFile = resolve(process.cwd(), '../shared/specs/fly-machines.json');
const withSpec = existsSync(specFile) ? it : it.skip;
if (!existsSync(specFile)) process.stderr.write(`skipped: no description of Fly's API at ${specFile}\n`);

interface Described {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

describe('what the fleet asks of Fly', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await FleetWorld.open();
  });
  afterEach(() => world.close());

  withSpec("are routes and parameters of Fly's own description of its API", async () => {
    const { paths } = JSON.parse(readFileSync(specFile, 'utf8')) as Described;
    const routes = Object.entries(paths).map(([path, methods]) => ({
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      path,
      methods,
    }));
    const machine = await world.customer();
    world.urls.length = 0;
    await world.reconcile();
    await world.reconcile('repair', 'schedule');
    world.customers.set(machine.userId, { plan: null, suspension: 'ended' });
    await world
      .unitOfWork()
      .run((tx) => world.get(Deletions).scheduleMachine(tx, machine.userId, 'the account was closed'));
    await world.remove();
    await world.pass(8);
    await world.remove();

    const seen = new Set<string>();
    for (const { method, url } of world.urls) {
      const { pathname, searchParams } = new URL(url);
      const matching = routes.filter(({ pattern }) => pattern.test(pathname));
      const route = matching.find(({ methods }) => method.toLowerCase() in methods);
      expect([method, pathname, route !== undefined]).toEqual([method, pathname, true]);
      const known = route?.methods[method.toLowerCase()]?.parameters ?? [];
      const names = known.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      expect([...searchParams.keys()].filter((key) => !names.includes(key))).toEqual([]);
      seen.add(`${method} ${route?.path}`);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'GET /v1/apps',
        'GET /v1/orgs/{org_slug}/machines',
        'GET /v1/orgs/{org_slug}/volumes',
        'POST /v1/apps/{app_name}/volumes/{volume_id}/snapshots',
        'DELETE /v1/apps/{app_name}/machines/{machine_id}',
        'DELETE /v1/apps/{app_name}/volumes/{volume_id}',
        'DELETE /v1/apps/{app_name}',
      ]),
    );
    expect(world.urls.some(({ url }) => url.includes('updated_after='))).toBe(true);
  });
});
