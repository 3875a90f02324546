import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlyMachine, FlyVolume } from '../adapters/fly-types.js';
import { FleetWorld } from '../testing/fleet-world.js';
import { FleetReports } from './fleet-reports.service.js';
import { FleetRuns } from './fleet-runs.service.js';
import { Orphans } from './orphans.service.js';

describe('the fleet, compared with Fly', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await FleetWorld.open();
  });
  afterEach(() => world.close());

  const kinds = async (mode: 'look' | 'repair' = 'look') =>
    (await world.reconcile(mode)).findings.map(({ kind, repair }) => `${kind}: ${repair}`);
  const orphans = async () =>
    (await world.get(Orphans).list()).map(({ kind, centsPerMonth }) => [kind, centsPerMonth]);

  it('finds nothing where everything is as it ought to be, and asks only for changes the next time', async () => {
    await world.customer('pro');
    await world.customer('starter');
    const { run } = await world.reconcile();
    expect(run).toMatchObject({ status: 'done', findings: 0, open: 0 });
    expect(run.counts).toMatchObject({ rows: 2, apps: 2, machines: 2, volumes: 2, looked: 2, calls: 7 });
    expect(await orphans()).toEqual([]);
    await world.reconcile('repair', 'schedule');
    expect(world.calls.filter((call) => call.startsWith('POST') && call.endsWith('/lease'))).toEqual([]);
  });

  it('puts a machine back that was deleted behind our back, on its own volume', async () => {
    const { userId, appName, flyMachineId, volumeId } = await world.customer();
    await world.reconcile('repair', 'schedule');
    await world.fly('DELETE', `apps/${appName}/machines/${flyMachineId}?force=true`);
    const { findings } = await world.reconcile('repair', 'schedule');
    expect(findings).toMatchObject([
      { kind: 'machine_missing', repair: 'redo', outcome: 'It is being set up again' },
    ]);
    await world.work(userId);
    const rebuilt = await world.machine(userId);
    expect(rebuilt).toMatchObject({ state: 'ready', volumeId });
    expect(rebuilt.flyMachineId).not.toBe(flyMachineId);
    expect(await world.inventory()).toEqual({ apps: 1, machines: 1, volumes: 1 });
    expect(await kinds()).toEqual([]);
    expect(await orphans()).toEqual([]);
  });

  it('never leaves the volume with the memory behind when its region has no room for the new machine', async () => {
    const { userId, appName, flyMachineId, volumeId } = await world.customer();
    await world.fly('DELETE', `apps/${appName}/machines/${flyMachineId}?force=true`);
    await world.reconcile('repair');
    await world.control('faults', {
      method: 'POST',
      route: '/v1/apps/:app/machines',
      times: 1,
      fault: { status: 422, body: { error: 'no capacity', status: 'insufficient_capacity' } },
    });
    await world.work(userId);
    expect(await world.machine(userId)).toMatchObject({
      state: 'failed',
      errorCode: 'capacity',
      volumeId,
      discardVolumeId: null,
    });
    expect((await world.inventory()).volumes).toBe(1);
  });

  it('puts nothing back for somebody who does not pay', async () => {
    const { userId, appName, flyMachineId } = await world.customer();
    world.customers.set(userId, { plan: null, suspension: 'ended' });
    await world.fly('DELETE', `apps/${appName}/machines/${flyMachineId}?force=true`);
    const { findings, run } = await world.reconcile('repair');
    expect(findings[0]).toMatchObject({ kind: 'machine_missing', repairedAt: null });
    expect(run.open).toBe(1);
    expect((await world.machine(userId)).state).toBe('ready');
  });

  it('repairs addresses, secrets and config that somebody changed', async () => {
    const { userId, appName, flyMachineId } = await world.customer();
    const { ips } = await world.fly<{ ips: { ip: string }[] }>('GET', `apps/${appName}/ip_assignments`);
    for (const { ip } of ips) await world.fly('DELETE', `apps/${appName}/ip_assignments/${ip}`);
    await world.fly('POST', `apps/${appName}/secrets`, { values: { ANTHROPIC_API_KEY: null } });
    const live = await world.fly<FlyMachine>('GET', `apps/${appName}/machines/${flyMachineId}`);
    const metadata = { ...live.config?.metadata, automna_config: 'somebody else' };
    await world.fly('POST', `apps/${appName}/machines/${flyMachineId}`, {
      config: { ...live.config, metadata },
    });
    expect((await kinds()).sort()).toEqual([
      'config_differs: apply',
      'ip_missing: redo',
      'ip_missing: redo',
      'secret_missing: redo',
    ]);
    for (let round = 0; round < 3; round += 1) {
      await world.reconcile('repair');
      await world.work(userId);
    }
    expect(await kinds()).toEqual([]);
    const { secrets } = await world.fly<{ secrets: { name: string }[] }>('GET', `apps/${appName}/secrets`);
    expect(secrets.map(({ name }) => name)).toContain('ANTHROPIC_API_KEY');
  });

  it('takes away a secret that ought to be gone', async () => {
    const { userId, appName } = await world.customer();
    await world.fly('POST', `apps/${appName}/secrets`, { values: { DISCORD_BOT_TOKEN: 'left over' } });
    expect(await kinds('repair')).toEqual(['secrets_behind: apply']);
    await world.work(userId);
    expect(await kinds()).toEqual([]);
  });

  it('believes no list that lost a tenth of everything', async () => {
    for (let n = 0; n < 6; n += 1) {
      const { appName, flyMachineId } = await world.customer();
      await world.fly('DELETE', `apps/${appName}/machines/${flyMachineId}?force=true`);
    }
    const { findings } = await world.reconcile('repair');
    expect(findings.map(({ repair, repairedAt }) => [repair, repairedAt])).toEqual(
      Array.from({ length: 6 }, () => ['person', null]),
    );
    expect((await world.inventory()).machines).toBe(0);
  }, 30_000);

  it('leaves a lost volume and a machine of somebody else to a person', async () => {
    const one = await world.customer();
    await world.loseMachine(one);
    await world.fly('DELETE', `apps/${one.appName}/volumes/${one.volumeId}`);
    const two = await world.customer();
    const live = await world.fly<FlyMachine>('GET', `apps/${two.appName}/machines/${two.flyMachineId}`);
    const metadata = { ...live.config?.metadata, automna_machine: 'mch_other' };
    await world.fly('POST', `apps/${two.appName}/machines/${two.flyMachineId}`, {
      config: { ...live.config, metadata },
    });
    expect((await kinds('repair')).sort()).toEqual([
      'machine_foreign: person',
      'machine_missing: person',
      'volume_missing: person',
    ]);
  });

  it('lists and prices what belongs to nobody, and nothing that is not ours', async () => {
    const { appName, region } = await world.customer();
    await world.fly('POST', 'apps', { name: 'automna-u-nobody', org_slug: 'automna' });
    await world.fly('POST', 'apps', { name: 'their-website', org_slug: 'automna' });
    await world.fly('POST', 'apps/automna-u-nobody/volumes', { name: 'data', region, size_gb: 3 });
    await world.fly('POST', `apps/${appName}/volumes`, { name: 'spare', region, size_gb: 10 });
    await world.fly('POST', `apps/${appName}/ip_assignments`, { type: 'v4' });
    const { run } = await world.reconcile();
    expect(run.counts).toMatchObject({ orphans: 3, orphanCents: 45 + 150 + 200 });
    expect(await orphans()).toEqual([
      ['ip', 200],
      ['volume', 150],
      ['app', 45],
    ]);
    await world.fly('DELETE', 'apps/automna-u-nobody');
    await world.reconcile();
    expect((await orphans()).map(([kind]) => kind)).toEqual(['ip', 'volume']);
  });

  it('takes a machine in again whose row was lost, with its volume and for its customer only', async () => {
    const { userId, appName, flyMachineId, volumeId } = await world.customer();
    await world.rows('DELETE FROM machines');
    await world.reconcile();
    const [orphan] = await world.get(Orphans).list();
    const decision = { actorId: 'usr_boss', reason: 'lost row' };
    const orphansOf = world.get(Orphans);
    await expect(orphansOf.adopt(orphan?.id ?? '', undefined, decision)).rejects.toMatchObject({
      detail: 'Name the customer the app belongs to.',
    });
    await orphansOf.adopt(orphan?.id ?? '', userId, decision);
    await world.work(userId);
    expect(await world.machine(userId)).toMatchObject({ state: 'ready', appName, flyMachineId, volumeId });
    expect(await kinds()).toEqual([]);
    expect(await orphans()).toEqual([]);
    const audit = await world.rows('SELECT action, actor_id, reason FROM audit_entries');
    expect(audit).toEqual([{ action: 'machines.orphan_adopted', actor_id: 'usr_boss', reason: 'lost row' }]);
  });

  it('takes a volume in for a machine that lost its own, and refuses what would replace something', async () => {
    const own = await world.customer();
    const { userId, appName, region, volumeId } = own;
    const spare = await world.fly<FlyVolume>('POST', `apps/${appName}/volumes`, {
      name: 'data',
      region,
      size_gb: 3,
    });
    await world.reconcile();
    const [orphan] = await world.get(Orphans).list();
    const decision = { actorId: 'usr_boss', reason: 'restored from its snapshot' };
    const adopt = () => world.get(Orphans).adopt(orphan?.id ?? '', undefined, decision);
    await expect(adopt()).rejects.toMatchObject({ detail: expect.stringContaining('nothing to replace') });
    await world.loseMachine(own);
    await world.fly('DELETE', `apps/${appName}/volumes/${volumeId}`);
    await adopt();
    await world.reconcile('repair');
    await world.work(userId);
    await world.reconcile('repair');
    await world.work(userId);
    expect(await world.machine(userId)).toMatchObject({ state: 'ready', volumeId: spare.id });
    expect(await world.inventory()).toEqual({ apps: 1, machines: 1, volumes: 1 });
  });

  it('keeps an orphan that somebody decided about out of the bill of open ones', async () => {
    const { appName, region } = await world.customer();
    await world.fly('POST', `apps/${appName}/volumes`, { name: 'spare', region, size_gb: 10 });
    await world.reconcile();
    const [orphan] = await world.get(Orphans).list();
    await world.get(Orphans).keep(orphan?.id ?? '', { actorId: 'usr_boss', reason: 'evidence' });
    const { run } = await world.reconcile();
    expect(run.counts.orphans).toBe(0);
    expect(await world.get(Orphans).list(['kept'])).toHaveLength(1);
    await expect(
      world.get(Orphans).keep('orp_none', { actorId: 'usr_boss', reason: 'x' }),
    ).rejects.toMatchObject({ errorCode: 'machine_not_found' });
  });

  it('lists machines for the console in pages, by state, drift and part of a name', async () => {
    const one = await world.customer('pro');
    const two = await world.customer('starter');
    await world.loseMachine(one);
    await world.reconcile();
    const reports = world.get(FleetReports);
    const first = await reports.list({ limit: 1 });
    expect(first.items).toMatchObject([
      { id: two.id, flyState: 'started', centsPerMonth: 945, openFindings: 0 },
    ]);
    const second = await reports.list({ limit: 1, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({
      items: [{ id: one.id, flyState: null, openFindings: 1 }],
      nextCursor: null,
    });
    const ids = async (filter: object) =>
      (await reports.list({ limit: 9, ...filter })).items.map(({ id }) => id);
    expect(await ids({ drifted: true })).toEqual([one.id]);
    expect(await ids({ drifted: false })).toEqual([two.id]);
    expect(await ids({ state: 'failed' })).toEqual([]);
    expect(await ids({ suspended: false })).toHaveLength(2);
    expect(await ids({ query: two.appName.slice(5, 40) })).toEqual([two.id]);
    expect(await ids({ query: one.userId })).toEqual([one.id]);
    expect(await ids({ query: '%' })).toEqual([]);
  });

  it('keeps a history that can be read in pages', async () => {
    for (let round = 0; round < 3; round += 1) {
      await world.reconcile();
      world.clock.advance({ minutes: 5 });
    }
    const runs = world.get(FleetRuns);
    const first = await runs.list({ limit: 2 });
    const second = await runs.list({ limit: 2, cursor: first.nextCursor ?? '' });
    const times = [...first.items, ...second.items].map(({ startedAt }) => startedAt.getTime());
    expect(times).toHaveLength(3);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect([first.items.length, second.nextCursor]).toEqual([2, null]);
    expect(second.items).toMatchObject([{ status: 'done' }]);
  });

  it('writes down why it could not be done, and lets the next one begin', async () => {
    await world.customer();
    await world.control('faults', {
      method: 'GET',
      route: '/v1/orgs/:org/volumes',
      times: 20,
      fault: { status: 500, body: { error: 'oops' } },
    });
    await expect(world.reconcile()).rejects.toMatchObject({ failure: 'unavailable' });
    const runs = await world.rows('SELECT status, error FROM fleet_runs');
    expect(runs).toEqual([{ status: 'failed', error: expect.stringContaining('500') }]);
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' });
    expect((await world.reconcile()).run.status).toBe('done');
  });
});
