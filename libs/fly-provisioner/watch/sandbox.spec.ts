import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LibsqlDataSource, Secret } from '@automna/core';
import { GatewayAdmin, GatewayClient } from '@automna/openclaw';
import { FlyInventory } from '../adapters/fly-inventory.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import { openWatchBench } from '../testing/watch-bench.js';

const sandboxFile = resolve(process.cwd(), 'apps/sandbox/src/index.ts');
const withSandbox = existsSync(sandboxFile) ? describe : describe.skip;
if (!existsSync(sandboxFile)) process.stderr.write(`skipped: no sandbox at ${sandboxFile}\n`);

withSandbox('looking at an agent of the stand-ins over the network', () => {
  let database: LibsqlDataSource;
  let sandbox: { urls: Record<string, string>; close(): Promise<void> };
  let url: string;

  beforeAll(async () => {
    database = await openProvisioningDatabase();
    const { createAnthropicVendor, createFlyVendor, startSandbox } =
      await import('../../../apps/sandbox/src/index.js');
    const fly = createFlyVendor({ bootMs: 20, startupMs: 0 });
    sandbox = await startSandbox([createAnthropicVendor(), fly], { ports: {} });
    url = sandbox.urls['fly'] ?? '';
  });
  afterAll(async () => {
    await sandbox.close();
    await database.destroy();
  });

  async function running(key: string) {
    const customer = await newCustomer(database, { plan: 'starter', key: new Secret(key) });
    const world = new ProvisioningWorld(database, customer, {
      env: { FLY_API_URL: url, FLY_APP_URL: `${url}/_apps/{app}` },
      gateway: new GatewayClient(),
    });
    await world.provisioner.request(customer.userId);
    await world.work();
    const inventory = new FlyInventory(world.parts.transport, world.config);
    const bench = openWatchBench(world, { gateway: new GatewayAdmin(), inventory });
    const machine = await world.machine();
    const token = world.parts.desired.gatewayToken(machine).reveal();
    const chat = async (): Promise<number> => {
      const answer = await fetch(`${url}/_apps/${machine.appName}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'Hello' }] }),
      });
      await answer.text();
      return answer.status;
    };
    return { world, bench, machine, chat };
  }

  it('proves the key, finds the config right, and counts what was used', async () => {
    const { world, bench, chat } = await running('sk-ant-api03-good-0123456789abcdefgh');
    expect(await chat()).toBe(200);
    expect(await bench.look()).toBe(true);
    const seen = await bench.seen();
    expect(seen).toMatchObject({
      proof: 'proven',
      provenFingerprint: world.customer.key?.fingerprint(),
      gateway: 'answers',
      config: 'right',
      keyTrouble: null,
    });
    expect(seen.usage?.totalTokens).toBeGreaterThan(0);
    expect(bench.said('machine.key-failed')).toEqual([]);
  }, 30_000);

  it('hears of a refused key from the log, and of the new one from the machine', async () => {
    const { world, bench, chat } = await running('sk-ant-api03-revoked-0123456789abcdefgh');
    const old = world.customer.key?.fingerprint();
    expect(await chat()).toBe(401);
    await bench.look();
    expect(bench.said('machine.key-failed')).toEqual([
      expect.objectContaining({ fingerprint: old, reason: 'auth', userId: world.customer.userId }),
    ]);
    world.customer.key = new Secret('sk-ant-api03-better-0123456789abcdefgh');
    await world.applyChange();
    expect(await world.prove()).toBe('proven');
    expect(await chat()).toBe(200);
    await bench.look();
    expect((await bench.seen()).keyTrouble).toBeNull();
    expect(bench.said('machine.key-failed')).toHaveLength(1);
  }, 30_000);

  it('puts a config right that somebody changed at Fly', async () => {
    const { world, bench, machine } = await running('sk-ant-api03-good-0123456789abcdefgh');
    const path = `${url}/v1/apps/${machine.appName}/machines/${machine.flyMachineId}`;
    const headers = {
      authorization: `Bearer ${world.config.fly.token.reveal()}`,
      'content-type': 'application/json',
    };
    const live = (await (await fetch(path, { headers })).json()) as FlyMachine;
    const [file] = live.config?.files ?? [];
    const config = JSON.parse(Buffer.from(file?.raw_value ?? '', 'base64').toString('utf8')) as {
      cron: object;
    };
    config.cron = { enabled: true };
    const raw_value = Buffer.from(JSON.stringify(config)).toString('base64');
    const body = JSON.stringify({ config: { ...live.config, files: [{ ...file, raw_value }] } });
    expect((await fetch(path, { method: 'POST', headers, body })).status).toBe(200);
    await fetch(`${path}/wait?state=started&timeout=5`, { headers });
    await bench.look();
    expect([(await bench.seen()).drift, await bench.jobs('machine.apply')]).toEqual([['cron.enabled'], 1]);
    await world.applyChange();
    await bench.look();
    expect((await bench.seen()).config).toBe('right');
  }, 30_000);

  it('leaves a sleeping agent asleep', async () => {
    const { world, bench, machine } = await running('sk-ant-api03-good-0123456789abcdefgh');
    const id = machine.flyMachineId ?? '';
    const nonce = await world.flyClient.acquireLease(machine.appName, id, 5);
    await world.flyClient.stopMachine(machine.appName, id, nonce);
    await world.flyClient.releaseLease(machine.appName, id, nonce);
    const state = async () => (await world.flyClient.getMachine(machine.appName, id))?.state;
    const version = (await world.flyClient.getMachine(machine.appName, id))?.version ?? '';
    expect(await world.flyClient.waitUntilStopped(machine.appName, id, version, 5)).toBe(true);
    expect(await bench.pass()).toMatch(/agents looked at$/);
    expect(await bench.look()).toBe(false);
    expect([await state(), (await bench.seen()).lookedAt]).toEqual(['stopped', null]);
  }, 30_000);
});
