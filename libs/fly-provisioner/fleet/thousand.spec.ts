import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, SecretBox } from '@automna/core';
import { newMachineRow } from '../services/new-machine-row.js';
import { FleetWorld } from '../testing/fleet-world.js';
import { gatewayTokenAad, type MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { CLOSE_LOOKS } from './close-look.service.js';

const CUSTOMERS = 1_000;
const GUEST = { cpu_kind: 'shared', cpus: 1, memory_mb: 2048 };

describe('a thousand customers', () => {
  let world: FleetWorld;

  /** How long Fly's limits kept the room waiting, ms each time. */
  const waits: number[] = [];

  beforeAll(async () => {
    world = await FleetWorld.open();
    world.waiting = (ms) => {
      waits.push(ms);
      world.clock.advance({ ms });
    };
    const model = await world.customer();
    const numbers = Array.from({ length: CUSTOMERS - 1 }, (_, n) => n);
    for (let at = 0; at < numbers.length; at += 25) {
      await Promise.all(numbers.slice(at, at + 25).map((n) => settle(n, model)));
    }
  }, 120_000);
  afterAll(() => world.close());

  /** As a finished set-up leaves it, at Fly and in our book. */
  const settle = async (n: number, model: MachineEntity) => {
    const userId = await world.person();
    const id = `mch_${String(n).padStart(6, '0')}`;
    const appName = `automna-u-${n}`;
    const { region, desiredConfigHash } = model;
    const token = new Secret('agw_spec');
    const gatewayToken = world.get(SecretBox).seal(token, gatewayTokenAad({ userId, id }));
    await world.fly('POST', 'apps', { name: appName, org_slug: 'automna' });
    const volume = await world.fly<{ id: string }>('POST', `apps/${appName}/volumes`, {
      name: 'data',
      region,
      size_gb: 3,
    });
    const config = {
      image: 'agent:1',
      guest: GUEST,
      mounts: [{ volume: volume.id, path: '/data' }],
      metadata: { automna_machine: id, automna_config: desiredConfigHash ?? '', automna_secrets: '1' },
    };
    const machine = await world.fly<{ id: string }>('POST', `apps/${appName}/machines`, {
      region,
      config,
      skip_launch: true,
    });
    const row: MachineEntity = {
      ...newMachineRow({ id, userId, appName, region, gatewayToken }, new Date(0)),
      state: 'ready',
      volumeId: volume.id,
      flyMachineId: machine.id,
      secretsVersion: 1,
      desiredConfigHash,
      plan: 'pro',
    };
    await world.unitOfWork().run((tx) => world.get(MachineStore).insert(tx, row));
  };
  const listCalls = () => world.calls.filter((call) => call.startsWith('GET')).length;

  it('are compared with 43 requests, none of which has to wait for Fly’s limits', async () => {
    world.calls.length = 0;
    waits.length = 0;
    // From here on the stand-in answers 429 where Fly would; every such answer would be a wait.
    await world.control('fly/settings', { rateLimits: true });
    const { run } = await world.reconcile('look', 'command');
    await world.control('fly/settings', { rateLimits: false });
    expect(run.counts).toMatchObject({
      rows: CUSTOMERS,
      apps: CUSTOMERS,
      machines: CUSTOMERS,
      orphans: 0,
      unread: 0,
    });
    // Apps, machines, volumes: one each. Addresses and secrets: two for each of the apps whose turn it is.
    expect(run.counts.calls).toBe(3 + 2 * CLOSE_LOOKS);
    expect(listCalls()).toBe(run.counts.calls);
    expect(world.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
    expect(waits).toEqual([]);
  }, 60_000);

  it('are compared by their changes from then on, and one that was deleted among them is found', async () => {
    const [victim] = await world.rows<{ app_name: string; fly_machine_id: string }>(
      `SELECT app_name, fly_machine_id FROM machines WHERE id = 'mch_000998'`,
    );
    await world.fly('DELETE', `apps/${victim?.app_name}/machines/${victim?.fly_machine_id}?force=true`);
    world.calls.length = 0;
    const { run, findings } = await world.reconcile('look', 'schedule');
    const missing = findings.filter(({ kind }) => kind === 'machine_missing');
    expect(missing).toMatchObject([{ machineId: 'mch_000998', repair: 'redo' }]);
    expect(run.counts.calls).toBe(3 + 2 * CLOSE_LOOKS);
  }, 60_000);

  it('are asked for page by page when there are more than a page holds', async () => {
    await world.fly('POST', 'apps', { name: 'automna-u-extra', org_slug: 'automna' });
    for (let n = 0; n < 2; n += 1) {
      const config = { image: 'agent:1', guest: GUEST };
      await world.fly('POST', 'apps/automna-u-extra/machines', { config, skip_launch: true });
    }
    const { run } = await world.reconcile('look', 'command');
    expect(run.counts).toMatchObject({ machines: CUSTOMERS + 1, orphans: 1, orphanCents: 30 });
    expect(run.counts.calls).toBe(4 + 2 * CLOSE_LOOKS);
  }, 60_000);

  it('are ten times as many and still compared within seconds at the pace Fly allows, with minutes to spare', async () => {
    // As many pages as ten thousand would fill, were each as long as Fly makes them.
    world.longestPage = 100;
    world.clock.advance({ minutes: 5 });
    world.calls.length = 0;
    waits.length = 0;
    const { run } = await world.reconcile('look', 'command');
    const pages = (what: string) => world.calls.filter((call) => call.endsWith(`/${what}`)).length;
    expect([run.counts.machines, pages('machines'), pages('volumes')]).toEqual([CUSTOMERS + 1, 11, 10]);
    expect(run.counts.calls).toBe(1 + 11 + 10 + 2 * CLOSE_LOOKS);
    // Three at once, then one a second, each list by itself; the next pass begins after five minutes.
    expect(waits).toEqual(Array(11 - 3 + (10 - 3)).fill(1_000));
  }, 60_000);
});
