import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlyMachine, FlySnapshot, FlyVolume } from '../adapters/fly-types.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { RemoveWithAccount } from '../tasks/remove-with-account.js';
import { FleetWorld, Killed } from '../testing/fleet-world.js';
import { Deletions } from './deletions.service.js';
import { Orphans } from './orphans.service.js';

const DECISION = { actorId: 'usr_boss', reason: 'nobody needs it' };

describe('what has to go', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await FleetWorld.open();
  });
  afterEach(() => world.close());

  /** The account is closed: the event is heard, and billing has ended the subscription. */
  const close = async (userId: string, plan: 'pro' | null = null) => {
    world.customers.set(userId, { plan, suspension: plan ? null : 'ended' });
    const job = { id: 'job', kind: 'x', attempt: 1, createdAt: world.clock.now(), payload: { userId } };
    await world.get(RemoveWithAccount).handle(job);
  };
  const deletion = async () => (await world.rows<Record<string, string>>('SELECT * FROM fly_deletions'))[0];
  const snapshotsOf = ({ appName, volumeId }: MachineEntity) =>
    world.fly<FlySnapshot[]>('GET', `apps/${appName}/volumes/${volumeId}/snapshots`);
  const everything = { apps: 1, machines: 1, volumes: 1 };
  const nothing = { apps: 0, machines: 0, volumes: 0 };

  it('goes with the account: snapshot at once, hold, stop, last snapshot, and then all of it', async () => {
    const machine = await world.customer();
    await close(machine.userId);
    await close(machine.userId);
    await world.remove();
    expect(await snapshotsOf(machine)).toHaveLength(1);
    expect(await world.inventory()).toEqual(everything);
    expect(await deletion()).toMatchObject({ state: 'held', waits_for: expect.stringContaining('the hold') });

    await world.pass(6.9);
    await world.remove();
    expect(await world.inventory()).toEqual(everything);
    await world.pass(0.2);
    await world.remove();
    expect(await world.inventory()).toEqual(nothing);
    expect(await deletion()).toMatchObject({ state: 'done', waits_for: null });
    const kept = JSON.parse((await deletion())?.['snapshots'] ?? '[]') as { takenAt: string }[];
    expect(Date.parse(kept[0]?.takenAt ?? '')).toBeGreaterThan(machine.createdAt.getTime() + 6 * 86_400_000);
    expect(await world.rows('SELECT * FROM machines')).toEqual([]);
    const stops = world.calls.filter((call) => call.endsWith('/stop')).length;
    const destroyed = world.calls.findIndex(
      (call) => call.startsWith('DELETE') && call.endsWith(String(machine.flyMachineId)),
    );
    const lastSnapshot = world.calls.findLastIndex(
      (call) => call.startsWith('POST') && call.endsWith('/snapshots'),
    );
    expect([stops, lastSnapshot < destroyed]).toEqual([1, true]);
    const [entry] = await world.rows(`SELECT kind FROM timeline_entries WHERE kind = 'machine.removed'`);
    expect(entry).toEqual({ kind: 'machine.removed' });
    const { run } = await world.reconcile();
    expect(run).toMatchObject({ findings: 0, counts: { orphans: 0, orphanCents: 0 } });
  });

  it('never goes while somebody pays, however long that is', async () => {
    const machine = await world.customer();
    await close(machine.userId, 'pro');
    await world.pass(400);
    await world.remove();
    expect(await deletion()).toMatchObject({
      state: 'held',
      waits_for: 'the end of a subscription that is live',
    });
    expect(await world.inventory()).toEqual(everything);
    world.customers.set(machine.userId, { plan: null, suspension: 'ended' });
    await world.remove();
    expect(await world.inventory()).toEqual(nothing);
  });

  it('never goes without a snapshot', async () => {
    const machine = await world.customer();
    await world.control('faults', {
      method: 'POST',
      route: '/v1/apps/:app/volumes/:volume/snapshots',
      times: 1000,
      fault: { status: 500, body: { error: 'no snapshot today' } },
    });
    await close(machine.userId);
    await world.pass(30);
    await expect(world.remove()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(await deletion()).toMatchObject({ waits_for: expect.stringContaining('no snapshot today') });
    expect(await world.inventory()).toEqual(everything);
  });

  it('is not put back meanwhile, and its task takes up what a lost job left', async () => {
    const machine = await world.customer();
    await close(machine.userId);
    await world.remove();
    await world.fly('DELETE', `apps/${machine.appName}/machines/${machine.flyMachineId}?force=true`);
    expect((await world.reconcile('repair')).findings).toEqual([]);
    expect(await world.get(Deletions).takeUp()).toBe(0);
    await world.pass(8);
    expect(await world.get(Deletions).takeUp()).toBe(1);
    await world.remove();
    expect(await world.inventory()).toEqual(nothing);
  });

  it('is what staff decide about an orphan, who can take it back until it goes', async () => {
    const { appName, region, userId } = await world.customer();
    await world.fly('POST', `apps/${appName}/volumes`, { name: 'spare', region, size_gb: 10 });
    await world.fly('POST', `apps/${appName}/ip_assignments`, { type: 'v4' });
    await world.reconcile();
    const orphans = world.get(Orphans);
    const [ip, volume] = await orphans.list();
    await orphans.scheduleDeletion(ip?.id ?? '', DECISION);
    await world.remove();
    const { ips } = await world.fly<{ ips: { ip: string }[] }>('GET', `apps/${appName}/ip_assignments`);
    expect(ips.map((it) => it.ip)).not.toContain(ip?.flyId);

    await orphans.scheduleDeletion(volume?.id ?? '', DECISION);
    await orphans.keep(volume?.id ?? '', DECISION);
    await world.pass(8);
    await world.remove();
    expect((await world.inventory()).volumes).toBe(2);

    await orphans.scheduleDeletion(volume?.id ?? '', DECISION);
    await world.pass(8);
    await world.remove();
    // In the app of somebody who pays: whose memory it is, nobody knows for sure.
    expect((await world.inventory()).volumes).toBe(2);
    world.customers.set(userId, { plan: null, suspension: 'ended' });
    await world.remove();
    expect((await world.inventory()).volumes).toBe(1);
    expect(await orphans.list()).toEqual([]);
    const audit = await world.rows<{ action: string }>('SELECT action FROM audit_entries ORDER BY id');
    expect(audit.map(({ action }) => action)).toEqual([
      'machines.orphan_deletion',
      'machines.orphan_deletion',
      'machines.orphan_kept',
      'machines.orphan_deletion',
    ]);
  });

  it('waits for the machine that holds a volume instead of taking it away from it', async () => {
    const { appName, region, flyMachineId, userId } = await world.customer();
    const spare = await world.fly<FlyVolume>('POST', `apps/${appName}/volumes`, {
      name: 'spare',
      region,
      size_gb: 3,
    });
    const own = await world.fly<FlyMachine>('GET', `apps/${appName}/machines/${flyMachineId}`);
    const config = {
      ...own.config,
      mounts: [{ volume: spare.id, path: '/data' }],
      services: [],
      metadata: {},
    };
    await world.fly('POST', `apps/${appName}/machines`, { name: 'second', region, config });
    world.customers.set(userId, { plan: null, suspension: 'ended' });
    await world.reconcile();
    const [first, second] = await world.get(Orphans).list();
    const [machine, volume] = first?.kind === 'machine' ? [first, second] : [second, first];
    await world.get(Orphans).scheduleDeletion(volume?.id ?? '', DECISION);
    await world.pass(8);
    await world.remove();
    expect((await world.inventory()).volumes).toBe(2);
    expect((await deletion())?.['waits_for']).toContain('remove that one first');
    await world.get(Orphans).scheduleDeletion(machine?.id ?? '', DECISION);
    await world.pass(8);
    await world.remove();
    await world.remove();
    expect(await world.inventory()).toEqual(everything);
  });

  it('changes a machine of another customer in no case', async () => {
    const [one, two] = [await world.customer(), await world.customer()];
    await close(one.userId);
    await world.pass(8);
    await world.remove();
    expect(await world.inventory()).toEqual(everything);
    expect(world.calls.filter((call) => call.startsWith('DELETE') && call.includes(two.appName)).length).toBe(
      world.calls.filter(
        (call) => call.startsWith('DELETE') && call.includes(two.appName) && call.endsWith('/lease'),
      ).length,
    );
    expect((await world.machine(two.userId)).state).toBe('ready');
  });

  it('takes a new snapshot when the one it had has aged away', async () => {
    const machine = await world.customer();
    world.customers.set(machine.userId, { plan: null, suspension: 'ended' });
    await world.work(machine.userId);
    await close(machine.userId);
    await world.remove();
    await world.rows(`UPDATE fly_deletions SET snapshots = replace(snapshots, '"vs_', '"vs_gone')`);
    await world.pass(8);
    await world.remove();
    expect(await world.inventory()).toEqual(nothing);
    expect((await deletion())?.['snapshots']).not.toContain('vs_gone');
  });
});

/**
 * Every request of a removal is cut off once before and once after it was carried out, and the process dies with it
 * (nothing after the cut runs); the next one goes on. Nothing may be left, and nothing removed without its snapshot.
 */
describe('a removal that is cut off anywhere', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await FleetWorld.open();
  });
  afterEach(() => world.close());

  const prepare = async (): Promise<MachineEntity> => {
    const machine = await world.customer();
    world.customers.set(machine.userId, { plan: null, suspension: 'ended' });
    const deletions = world.get(Deletions);
    await world.unitOfWork().run((tx) => deletions.scheduleMachine(tx, machine.userId, 'closed'));
    return machine;
  };
  const finish = async () => {
    await world.remove();
    await world.pass(8);
    await world.remove();
  };
  const lastingIn = async (appName: string) =>
    (await world.fly<{ apps: { name: string }[] }>('GET', 'apps?org_slug=automna')).apps.filter(
      ({ name }) => name === appName,
    ).length;

  it('leaves nothing at Fly and nothing on the bill', async () => {
    await prepare();
    world.calls.length = 0;
    await finish();
    const requests = world.calls.length;
    let cases = 0;
    let unguarded = 0;
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= requests; at += 1) {
        const machine = await prepare();
        let seen = 0;
        let dead = false;
        let snapshots = 0;
        world.cut = (moment, call) => {
          if (dead) throw new Killed();
          if (moment === 'after' && call.startsWith('POST') && call.endsWith('/snapshots')) snapshots += 1;
          if (
            moment === 'before' &&
            call === `DELETE /v1/apps/${machine.appName}/volumes/${machine.volumeId}`
          ) {
            if (snapshots === 0) unguarded += 1;
          }
          if (moment !== when) return;
          seen += 1;
          if (seen === at) {
            dead = true;
            throw new Killed();
          }
        };
        await finish().catch(() => undefined);
        // Another process takes over. Fly's own lease of the dead one runs out by itself.
        dead = false;
        await world.pass(8);
        await finish();
        world.cut = () => undefined;
        expect([when, at, await lastingIn(machine.appName)]).toEqual([when, at, 0]);
        expect(await world.rows('SELECT id FROM machines')).toEqual([]);
        cases += 1;
      }
    }
    const { run } = await world.reconcile();
    expect(run.counts).toMatchObject({ orphans: 0, orphanCents: 0 });
    expect(await world.inventory()).toEqual({ apps: 0, machines: 0, volumes: 0 });
    expect(unguarded).toBe(0);
    expect(cases).toBe(2 * requests);
    expect(cases).toBeGreaterThanOrEqual(40);
  }, 120_000);
});
