import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LibsqlDataSource, newId } from '@automna/core';
import type { ChannelEntity, ChannelsService } from '@automna/openclaw';
import {
  newCustomer,
  openProvisioningDatabase,
  plansOf,
  ProvisioningWorld,
} from '../testing/provisioning-world.js';
import { openWatchBench, type WatchBench } from '../testing/watch-bench.js';
import { ChannelLogins } from './channel-logins.service.js';

const QR = 'data:image/png;base64,iVBORw0KGgo=';
let database: LibsqlDataSource;
let world: ProvisioningWorld;
let bench: WatchBench;
let logins: ChannelLogins;
let userId: string;
let whatsapp: string;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database));
  bench = openWatchBench(world);
  ({ userId } = world.customer);
  whatsapp = await channel('whatsapp', 'connecting');
  const list = () => database.query('SELECT id, kind, status FROM channels WHERE user_id = ?', [userId]);
  const channels = {
    list: list as () => Promise<ChannelEntity[]>,
  } as Partial<ChannelsService> as ChannelsService;
  logins = new ChannelLogins(
    ...([
      world.store,
      world.live,
      world.controls,
      world.parts.desired,
      channels,
      bench.sights,
      bench.admin,
      bench.client,
      plansOf(world.customer),
    ] as const),
  );
});

async function channel(kind: string, status: string): Promise<string> {
  const id = newId('chn');
  await database.query(
    'INSERT INTO channels (id, user_id, kind, status, label, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    [id, userId, kind, status, kind, world.clock.now().toISOString()],
  );
  return id;
}
async function ready(): Promise<void> {
  await world.provisioner.request(userId);
  await world.work();
  bench.agent.channels = { whatsapp: 'unlinked' };
}
const status = async (): Promise<unknown> =>
  ((await database.query('SELECT status FROM channels WHERE id = ?', [whatsapp])) as { status: string }[])[0]
    ?.status;

describe('linking WhatsApp', () => {
  it('shows the code, then says that it is linked', async () => {
    await ready();
    bench.agent.login = { state: 'scan', qr: QR };
    expect(await logins.start(userId, whatsapp)).toEqual({ state: 'scan', qr: QR });
    expect(await logins.status(userId, whatsapp)).toEqual({ state: 'scan', qr: QR });
    expect(await status()).toBe('connecting');
    bench.agent.login = { state: 'linked' };
    expect(await logins.status(userId, whatsapp)).toEqual({ state: 'linked' });
    expect([await status(), bench.told('channel.linked')]).toEqual(['active', 1]);
    bench.calls.length = 0;
    expect(await logins.status(userId, whatsapp)).toEqual({ state: 'linked' });
    expect(bench.calls).toEqual([]);
  });

  it('does not take a link apart that works', async () => {
    await ready();
    bench.agent.channels = { whatsapp: 'working' };
    expect(await logins.start(userId, whatsapp)).toEqual({ state: 'linked' });
    expect(bench.calls).toEqual(['channels']);
  });

  it('begins nothing for somebody who is not served, however awake the agent still is', async () => {
    await ready();
    world.customer.suspension = 'payment';
    await expect(logins.start(userId, whatsapp)).rejects.toMatchObject({ errorCode: 'payment_overdue' });
    expect(bench.calls).toEqual([]);
  });

  it('wakes a sleeping agent when asked to begin, and never to tell how far it is', async () => {
    await ready();
    const machine = await bench.atFly();
    machine.state = 'stopped';
    expect(await logins.status(userId, whatsapp)).toEqual({ state: 'ended' });
    expect(machine.state).toBe('stopped');
    world.fly.bootsTo = 'starting';
    expect(await logins.start(userId, whatsapp)).toEqual({ state: 'waking' });
    expect(machine.state).toBe('starting');
    world.clock.advance({ seconds: 5 });
    expect(await logins.start(userId, whatsapp)).toEqual({ state: 'waking' });
    expect(await logins.status(userId, whatsapp)).toEqual({ state: 'waking' });
    expect(bench.calls).toEqual([]);
  });

  it('has patience with an agent that is starting or has not heard of the channel', async () => {
    await ready();
    bench.agent.fails = 'unavailable';
    bench.agent.startup = 'starting';
    expect(await logins.start(userId, whatsapp)).toEqual({ state: 'waking' });
    bench.agent.startup = 'started';
    await expect(logins.start(userId, whatsapp)).rejects.toMatchObject({ errorCode: 'machine_unavailable' });
    bench.agent.fails = 'rejected';
    world.customer.plan = 'starter';
    expect(await logins.start(userId, whatsapp)).toEqual({ state: 'waking' });
  });

  it('says what is missing', async () => {
    await expect(logins.start(userId, 'chn_nobody')).rejects.toMatchObject({
      errorCode: 'channel_not_found',
    });
    await expect(logins.start(userId, whatsapp)).rejects.toMatchObject({ errorCode: 'machine_not_found' });
    await world.provisioner.request(userId);
    await expect(logins.status(userId, whatsapp)).rejects.toMatchObject({ errorCode: 'machine_busy' });
    await expect(logins.start(userId, await channel('telegram', 'active'))).rejects.toMatchObject({
      errorCode: 'channel_not_offered',
    });
    await database.query(`UPDATE channels SET status = 'paused' WHERE id = ?`, [whatsapp]);
    await expect(logins.start(userId, whatsapp)).rejects.toMatchObject({
      errorCode: 'channel_not_found',
      detail: expect.stringContaining('paused'),
    });
  });
});
