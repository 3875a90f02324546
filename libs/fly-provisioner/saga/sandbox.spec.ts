import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { GatewayClient } from '@automna/openclaw';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

const sandboxFile = resolve(process.cwd(), 'apps/sandbox/src/index.ts');
const withSandbox = existsSync(sandboxFile) ? describe : describe.skip;
if (!existsSync(sandboxFile)) process.stderr.write(`skipped: no sandbox at ${sandboxFile}\n`);

withSandbox('against the Fly stand-in over the network', () => {
  let database: LibsqlDataSource;
  let sandbox: { urls: Record<string, string>; close(): Promise<void> };
  let url: string;

  beforeAll(async () => {
    database = await openProvisioningDatabase();
    const { createFlyVendor, startSandbox } = await import('../../../apps/sandbox/src/index.js');
    sandbox = await startSandbox([createFlyVendor({ bootMs: 20 })], { ports: { fly: 0 } });
    url = sandbox.urls['fly'] ?? '';
  });
  afterAll(async () => {
    await sandbox.close();
    await database.destroy();
  });

  /** What exists, from the stand-in's own book: asking its API would use up the pace. */
  const sandboxState = async () => {
    const answer = await fetch(`${url}/_sandbox/state`);
    interface Thing {
      state: string;
    }
    const state = (await answer.json()) as { apps: unknown[]; machines: Thing[]; volumes: Thing[] };
    const lasting = (things: Thing[]) => things.filter((thing) => !thing.state.includes('destroy')).length;
    return { apps: state.apps.length, machines: lasting(state.machines), volumes: lasting(state.volumes) };
  };
  const post = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('sets a machine up, moves past a full region and lost answers, changes it and wakes it', async () => {
    await post('/_sandbox/faults', {
      method: 'POST',
      route: '/v1/apps/:app/machines',
      times: 1,
      fault: { status: 422, body: { error: 'no capacity', status: 'insufficient_capacity' } },
    });
    for (const route of ['/v1/apps', '/v1/apps/:app/volumes', '/v1/apps/:app/machines']) {
      const after = route.endsWith('machines') ? 1 : 0;
      await post('/_sandbox/faults', { method: 'POST', route, times: 1, after, fault: { dropAfter: true } });
    }
    const world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }), {
      env: { FLY_API_URL: url, FLY_APP_URL: `${url}/_apps/{app}` },
      gateway: new GatewayClient(),
    });
    const { userId } = world.customer;
    await world.provisioner.request(userId);
    await world.work();
    const view = await world.provisioner.status(userId);
    expect([view.state, (await world.machine()).errorText]).toEqual(['ready', null]);
    expect(await world.machine()).toMatchObject({ region: 'ewr', discardVolumeId: null });
    expect(await sandboxState()).toEqual({ apps: 1, machines: 1, volumes: 1 });

    expect(await world.live.view(userId)).toMatchObject({ state: 'awake', sleepsWhenIdle: true });
    world.customer.plan = 'pro';
    world.customer.key = (await newCustomer(database)).key;
    await world.applyChange();
    expect(await world.prove()).toBe('proven');
    expect(world.published.at(-1)).toMatchObject({
      name: 'machine.applied',
      payload: { fingerprint: world.customer.key?.fingerprint(), ok: true },
    });
    expect(await world.machine()).toMatchObject({ plan: 'pro', secretsVersion: 2 });
    expect((await world.controls.restart(userId)).state).not.toBe('unreachable');
    expect(await sandboxState()).toEqual({ apps: 1, machines: 1, volumes: 1 });
  }, 60_000);

  it('stops a machine nobody pays for, which then no knock wakes, and brings the same one back', async () => {
    const world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }), {
      env: { FLY_API_URL: url, FLY_APP_URL: `${url}/_apps/{app}` },
      gateway: new GatewayClient(),
    });
    const { userId } = world.customer;
    await world.provisioner.request(userId);
    await world.work();
    const { appName, flyMachineId } = await world.machine();
    const live = async () => {
      const machine = await world.flyClient.getMachine(appName, flyMachineId ?? '');
      return {
        state: machine?.state,
        metadata: machine?.config?.metadata,
        services: machine?.config?.services,
      };
    };
    const knock = async () => (await fetch(`${url}/_apps/${appName}/healthz`)).status;
    const before = await live();
    expect(await knock()).toBe(200);

    world.customer.suspension = 'payment';
    await world.applyChange();
    expect(await live()).toMatchObject({ state: 'stopped', metadata: before.metadata });
    expect(await knock()).toBe(503);
    expect((await live()).state).toBe('stopped');
    await world.applyChange();
    expect(await world.machine()).toMatchObject({ suspended: 'payment', suspendedAt: expect.any(Date) });

    world.customer.suspension = null;
    await world.applyChange();
    expect(await live()).toEqual({ ...before, state: 'started' });
    expect(await world.machine()).toMatchObject({ suspended: null, flyMachineId, state: 'ready' });
    expect(await knock()).toBe(200);
    expect(await sandboxState()).toEqual({ apps: 2, machines: 2, volumes: 2 });
  }, 60_000);
});
