import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { isHeld } from '../domain/machine-config.js';
import { dropped, type FakeFly, refuse } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

const ONE_OF_EACH = { apps: 1, volumes: 1, machines: 1 };

/** What it is before, what happens, and what has to be true in the end. */
const TURNS = {
  down: { from: null, to: 'payment', flyState: 'stopped', held: true },
  up: { from: 'payment', to: null, flyState: 'started', held: false },
} as const;
type Turn = keyof typeof TURNS;

async function worldBefore(turn: Turn): Promise<ProvisioningWorld> {
  const world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }));
  await world.provisioner.request(world.customer.userId);
  await world.work();
  world.customer.suspension = TURNS[turn].from;
  await world.applyChange();
  world.customer.suspension = TURNS[turn].to;
  world.kill.points = 0;
  world.fly.calls.length = 0;
  return world;
}

/** Another process on the same database and the same Fly. */
function successor({ customer, fly, clock }: ProvisioningWorld): ProvisioningWorld {
  return new ProvisioningWorld(database, customer, { fly, clock });
}

async function outcome(world: ProvisioningWorld) {
  const row = await world.machine();
  const app = world.fly.app(row.appName);
  const [machine] = app.machines;
  return {
    flyState: machine?.state,
    held: isHeld(machine?.config),
    sameMachine: machine?.id === row.flyMachineId && app.volumes[0]?.id === row.volumeId,
    suspended: row.suspended,
    settled: row.suspended === null || row.suspendedAt !== null,
    inventory: world.fly.inventory(),
  };
}

function wanted(turn: Turn) {
  const { to, flyState, held } = TURNS[turn];
  const rest = { settled: true, sameMachine: true, inventory: ONE_OF_EACH };
  return { flyState, held, suspended: to, ...rest };
}

describe.each(['down', 'up'] as const)('on its way %s', (turn) => {
  it('ends right when the process is killed at any point, before and after every call and write', async () => {
    const clean = await worldBefore(turn);
    await clean.applyChange();
    expect(await outcome(clean)).toEqual(wanted(turn));
    const total = clean.kill.points;
    expect(total).toBeGreaterThan(15);
    for (let point = 1; point <= total; point += 1) {
      const first = await worldBefore(turn);
      first.kill.killAt = point;
      await expect(first.applyChange()).rejects.toThrow();
      // What the dead process held at Fly frees itself.
      first.fly.app((await first.machine()).appName).lease = null;
      const second = successor(first);
      await second.applyChange();
      expect([point, await outcome(second)]).toEqual([point, wanted(turn)]);
    }
  }, 120_000);

  it('ends right when it is killed at any point and the customer changes sides meanwhile', async () => {
    const back = turn === 'down' ? 'up' : 'down';
    const clean = await worldBefore(turn);
    await clean.applyChange();
    const total = clean.kill.points;
    for (let point = 1; point <= total; point += 1) {
      const first = await worldBefore(turn);
      first.kill.killAt = point;
      await expect(first.applyChange()).rejects.toThrow();
      first.fly.app((await first.machine()).appName).lease = null;
      first.customer.suspension = TURNS[back].to;
      const second = successor(first);
      await second.applyChange();
      expect([point, await outcome(second)]).toEqual([point, wanted(back)]);
    }
  }, 120_000);

  it.each([
    ['dropped before', { before: () => dropped() }],
    ['dropped after', { after: () => dropped() }],
    ['408 after having acted', { after: () => refuse(408, 'timeout') }],
    ['503 without acting', { before: () => refuse(503, 'unavailable') }],
    ['429 without acting', { before: () => refuse(429, 'slow down') }],
    ['409 without acting', { before: () => refuse(409, 'conflict') }],
  ])(
    'ends right when any call is %s',
    async (_name, fault: Partial<Pick<FakeFly, 'before' | 'after'>>) => {
      const clean = await worldBefore(turn);
      await clean.applyChange();
      const total = clean.fly.calls.length;
      for (let victim = 1; victim <= total; victim += 1) {
        const world = await worldBefore(turn);
        let seen = 0;
        world.fly.before = (call) => {
          seen += 1;
          return seen === victim ? fault.before?.(call) : undefined;
        };
        world.fly.after = (call) => (seen === victim ? fault.after?.(call) : undefined);
        await untilDone(world);
        expect([victim, await outcome(world)]).toEqual([victim, wanted(turn)]);
      }
      expect(total).toBeGreaterThanOrEqual(4);
    },
    60_000,
  );
});

/** The outbox tries again after a failure; a lease at Fly that was lost with an answer frees itself by then. */
async function untilDone(world: ProvisioningWorld): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    try {
      await world.applyChange(attempt);
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      world.fly.app((await world.machine()).appName).lease = null;
    }
  }
}
