import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LibsqlDataSource, newId } from '@automna/core';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

const live = async () => {
  const [machine] = world.fly.app((await world.machine()).appName).machines;
  if (!machine) throw new Error('no machine');
  return machine;
};

const updates = () => world.fly.calls.filter((call) => call === 'POST apps/:app/machines/:id').length;

describe('another plan', () => {
  it.each([
    ['starter', 'pro', 'off', 3],
    ['pro', 'starter', 'stop', 1],
  ] as const)(
    'from %s to %s changes sleep mode, gates and channels in one update',
    async (from, to, autostop, most) => {
      world = new ProvisioningWorld(database, await newCustomer(database, { plan: from }));
      await world.provisioner.request(world.customer.userId);
      await world.work();
      for (const [age, kind] of ['web', 'whatsapp', 'telegram'].entries()) {
        const waits = from === 'starter' && age > 0 ? 'paused' : 'active';
        await database.query(
          `INSERT INTO channels (id, user_id, kind, status, label, created_at, paused_at, paused_reason)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            ...[newId('chn'), world.customer.userId, kind, waits, kind, `2026-01-0${age + 1}T00:00:00.000Z`],
            ...(waits === 'paused' ? ['2026-02-01T00:00:00.000Z', 'plan'] : [null, null]),
          ],
        );
      }
      await database.query(
        `INSERT INTO channel_plans (user_id, fitted_limit, updated_at) VALUES (?, ?, 'now')`,
        [world.customer.userId, from === 'starter' ? 1 : 3],
      );
      await world.applyChange();
      world.fly.calls.length = 0;
      world.customer.plan = to;
      await world.applyChange();
      expect(updates()).toBe(1);
      expect((await live()).config?.services?.[0]).toMatchObject({ autostop, autostart: true });
      const active = await database.query(`SELECT id FROM channels WHERE user_id = ? AND status = 'active'`, [
        world.customer.userId,
      ]);
      expect(active).toHaveLength(most);
      await world.applyChange();
      expect(updates()).toBe(1);
    },
  );
});
