import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import {
  type Customer,
  newCustomer,
  openProvisioningDatabase,
  ProvisioningWorld,
} from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

async function newWorld(overrides: Partial<Customer> = {}): Promise<ProvisioningWorld> {
  return new ProvisioningWorld(database, await newCustomer(database, overrides));
}

const specFile = resolve(process.cwd(), '../shared/specs/fly-machines.json');
const withSpec = existsSync(specFile) ? it : it.skip;
if (!existsSync(specFile)) process.stderr.write(`skipped: no description of Fly's API at ${specFile}\n`);

describe('what we send', () => {
  withSpec("is what Fly's own description of its API asks for", async () => {
    const { Ajv } = await import('ajv');
    const ajv = new Ajv({ strict: false, logger: false });
    ajv.addSchema(JSON.parse(readFileSync(specFile, 'utf8')) as object, 'fly');
    const schemas: Record<string, string> = {
      'POST apps': 'CreateAppRequest',
      'POST apps/:app/ip_assignments': 'assignIPRequest',
      'POST apps/:app/secrets': 'AppSecretsUpdateRequest',
      'POST apps/:app/volumes': 'CreateVolumeRequest',
      'POST apps/:app/machines': 'CreateMachineRequest',
      'POST apps/:app/machines/:id': 'UpdateMachineRequest',
      'POST apps/:app/machines/:id/lease': 'CreateLeaseRequest',
      'POST apps/:app/machines/:id/stop': 'StopRequest',
    };
    const world = await newWorld({ plan: 'starter' });
    const checked = new Set<string>();
    const unknown: string[] = [];
    world.fly.before = ({ name, body }) => {
      const schema = schemas[name];
      if (!schema) return;
      const described = ajv.getSchema(`fly#/components/schemas/${schema}`);
      expect([name, described?.(body), described?.errors]).toEqual([name, true, null]);
      const { properties } = described?.schema as { properties: object };
      unknown.push(...Object.keys(body).filter((key) => !(key in properties)));
      checked.add(name);
    };
    await world.provisioner.request(world.customer.userId);
    await world.work();
    world.customer.plan = 'power';
    world.customer.key = null;
    await world.applyChange();
    world.customer.suspension = 'ended';
    await world.applyChange();
    expect([...checked].sort()).toEqual(Object.keys(schemas).sort());
    expect(unknown).toEqual([]);
  });
});
