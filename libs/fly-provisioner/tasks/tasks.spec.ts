import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestWork, type Job, type LibsqlDataSource } from '@automna/core';
import type { Timeline } from '@automna/accounts';
import { RunLog } from '../saga/run-log.js';
import { refuse } from '../testing/fake-fly.js';
import {
  newCustomer,
  openProvisioningDatabase,
  plansOf,
  ProvisioningWorld,
} from '../testing/provisioning-world.js';
import { ApplyOnChannels, ApplyOnKey, ApplyOnPlan } from './apply-on-change.js';
import { MachineUpkeepTask } from './machine-upkeep.task.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
beforeEach(async () => {
  database = await openProvisioningDatabase();
  world = new ProvisioningWorld(database, await newCustomer(database));
});
afterEach(() => database.destroy());

const jobs = async (kind: string): Promise<number> => {
  const { id } = await world.machine();
  const rows = await database.query('SELECT id FROM outbox_jobs WHERE kind = ? AND payload LIKE ?', [
    kind,
    `%${id}%`,
  ]);
  return rows.length;
};
const job = <P>(payload: P): Job<P> => ({
  id: 'job_1',
  kind: 'event',
  payload,
  attempt: 1,
  createdAt: new Date(),
});

describe('changes reach the machine', () => {
  it('of channels, key and live plans, once there is a machine', async () => {
    const { uow } = createTestWork(database, { clock: world.clock });
    const { userId } = world.customer;
    const parts = [world.provisioner, uow] as const;
    await new ApplyOnChannels(...parts).handle(job({ userId }));
    await world.provisioner.request(userId);
    expect(await jobs('machine.apply')).toBe(0);
    await new ApplyOnChannels(...parts).handle(job({ userId }));
    await new ApplyOnKey(...parts).handle(job({ userId }));
    await new ApplyOnPlan(...parts, plansOf(world.customer)).handle(job({ userId }));
    expect(await jobs('machine.apply')).toBe(3);
  });

  it('and so does the end of service, also when the set-up has failed', async () => {
    const { uow } = createTestWork(database, { clock: world.clock });
    const { userId } = world.customer;
    const onPlan = new ApplyOnPlan(world.provisioner, uow, plansOf(world.customer));
    await onPlan.handle(job({ userId }));
    world.gatewayHealth = 'refused';
    await world.provisioner.request(userId);
    await world.work();
    expect((await world.machine()).state).toBe('failed');
    await onPlan.handle(job({ userId }));
    expect(await jobs('machine.apply')).toBe(0);
    world.customer.suspension = 'payment';
    await onPlan.handle(job({ userId }));
    expect(await jobs('machine.apply')).toBe(1);
  });
});

describe('upkeep', () => {
  it('takes a stalled run up again, leaves a busy one alone, and forgets old turns', async () => {
    const { uow } = createTestWork(database, { clock: world.clock });
    const log = new RunLog(world.store, uow, {} as Timeline, world.clock);
    const upkeep = new MachineUpkeepTask(world.store, log, uow, world.clock);
    await world.provisioner.request(world.customer.userId);
    await world.flyClient.getApp('old');
    expect(await upkeep.run()).toBe('0 stalled machines taken up again');
    expect(await database.query(`SELECT * FROM fly_pacing WHERE bucket LIKE 'old %'`)).toHaveLength(1);
    world.clock.advance({ minutes: 21 });
    expect(await upkeep.run()).toBe('1 stalled machines taken up again');
    expect(await database.query(`SELECT * FROM fly_pacing WHERE bucket LIKE 'old %'`)).toHaveLength(0);
    expect([await jobs('machine.provision'), (await world.machine()).run]).toEqual([2, 2]);
    await world.work();
    expect((await world.machine()).state).toBe('ready');
    world.clock.advance({ hours: 2 });
    expect(await upkeep.run()).toBe('0 stalled machines taken up again');
  });

  it('asks again for a stop that was meant and never proven, once in 20 minutes', async () => {
    const { uow } = createTestWork(database, { clock: world.clock });
    const log = new RunLog(world.store, uow, {} as Timeline, world.clock);
    const upkeep = new MachineUpkeepTask(world.store, log, uow, world.clock);
    await world.provisioner.request(world.customer.userId);
    await world.work();
    world.customer.suspension = 'payment';
    world.fly.before = ({ name }) => (name.endsWith('/stop') ? refuse(500, 'down') : undefined);
    await expect(world.applyChange()).rejects.toMatchObject({ failure: 'unavailable' });
    world.clock.advance({ minutes: 21 });
    expect(await upkeep.run()).toBe('1 stalled machines taken up again');
    expect(await upkeep.run()).toBe('0 stalled machines taken up again');
    expect(await jobs('machine.apply')).toBe(1);
    world.fly.before = () => undefined;
    await world.applyChange();
    world.clock.advance({ minutes: 21 });
    expect(await upkeep.run()).toBe('0 stalled machines taken up again');
  });
});
