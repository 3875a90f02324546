import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LibsqlDataSource, newId, Secret } from '@automna/core';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import { openWatchBench, refusalLine, type WatchBench } from '../testing/watch-bench.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
let bench: WatchBench;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'pro' }));
  bench = openWatchBench(world);
  await world.provisioner.request(world.customer.userId);
  await world.work();
  Object.assign(await bench.atFly(), {
    events: [{ type: 'start', status: 'started', timestamp: world.clock.now().getTime() }],
  });
  world.clock.advance({ minutes: 5 });
  world.fly.calls.length = 0;
  world.published.length = 0;
});

const fingerprint = (): string => world.customer.key?.fingerprint() ?? '';
const channel = async (kind: string, status = 'active'): Promise<string> => {
  const id = newId('chn');
  await database.query(
    'INSERT INTO channels (id, user_id, kind, status, label, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    [id, world.customer.userId, kind, status, kind, world.clock.now().toISOString()],
  );
  return id;
};
const statusOf = async (id: string): Promise<unknown> =>
  ((await database.query('SELECT status FROM channels WHERE id = ?', [id])) as { status: string }[])[0]
    ?.status;

describe('a look at a running agent', () => {
  it('proves its key, reads config, channels, log and usage, and starts nothing', async () => {
    expect(await bench.look()).toBe(true);
    expect(bench.calls).toEqual(['config', 'channels', 'logs', 'cost']);
    expect(await bench.seen()).toMatchObject({
      proof: 'proven',
      provenFingerprint: fingerprint(),
      config: 'right',
      gateway: 'answers',
      keyTrouble: null,
      answeredAt: world.clock.now(),
    });
    expect(world.fly.calls).toEqual(['GET apps/:app/machines/:id', 'POST apps/:app/machines/:id/exec']);
    await bench.look();
    expect(world.fly.calls.filter((call) => call.endsWith('/exec'))).toHaveLength(1);
    expect(bench.said('machine.applied')).toHaveLength(1);
  });

  it.each(['stopped', 'suspended', 'stopping', 'starting'])('leaves one that is %s alone', async (state) => {
    (await bench.atFly()).state = state;
    expect(await bench.look()).toBe(false);
    expect(bench.calls).toEqual([]);
    expect((await bench.atFly()).state).toBe(state);
    expect(world.fly.calls).toEqual(['GET apps/:app/machines/:id']);
  });

  it("leaves somebody else's machine alone", async () => {
    const machine = await bench.atFly();
    machine.config = { ...machine.config, metadata: { automna_machine: 'mch_somebody' } };
    expect(await bench.look()).toBe(false);
    expect(bench.calls).toEqual([]);
  });

  it.each([
    ['unavailable', 'silent'],
    ['refused', 'refuses'],
    ['rejected', 'answers'],
  ] as const)('notes one that is %s as "%s"', async (fails, gateway) => {
    bench.agent.fails = fails;
    expect(await bench.look()).toBe(false);
    expect((await bench.seen()).gateway).toBe(gateway);
  });

  it('gives one that has just started two minutes', async () => {
    Object.assign(await bench.atFly(), {
      events: [{ type: 'start', status: 'started', timestamp: world.clock.now().getTime() }],
    });
    bench.agent.fails = 'unavailable';
    await bench.look();
    expect((await bench.seen()).gateway).toBeNull();
  });
});

describe('the key, as the log shows it', () => {
  const refuse = (reason: string): void => {
    bench.agent.log.lines.push('not json', refusalLine(reason, world.clock.now()));
  };

  it.each(['auth', 'billing'])('is told to be in trouble (%s), once an hour', async (reason) => {
    refuse(reason);
    await bench.look();
    const at = world.clock.now().toISOString();
    expect(bench.said('machine.key-failed')).toEqual([
      expect.objectContaining({ userId: world.customer.userId, fingerprint: fingerprint(), reason, at }),
    ]);
    await bench.look();
    refuse(reason);
    world.clock.advance({ minutes: 59 });
    await bench.look();
    expect(bench.said('machine.key-failed')).toHaveLength(1);
    refuse(reason);
    world.clock.advance({ minutes: 1 });
    await bench.look();
    expect(bench.said('machine.key-failed')).toHaveLength(2);
  });

  it('is blamed for nothing but keys and money', async () => {
    refuse('rate_limit');
    refuse('timeout');
    await bench.look();
    expect(bench.said('machine.key-failed')).toEqual([]);
  });

  it('is not blamed for what happened to the one before', async () => {
    refuse('auth');
    world.clock.advance({ minutes: 1 });
    world.customer.key = new Secret('sk-ant-api03-a-new-key-0123456789abcdef');
    await world.applyChange();
    const events = [{ type: 'start', status: 'started', timestamp: world.clock.now().getTime() }];
    Object.assign(await bench.atFly(), { events });
    world.clock.advance({ minutes: 5 });
    await bench.look();
    expect(bench.said('machine.key-failed')).toEqual([]);
    refuse('auth');
    await bench.look();
    expect(bench.said('machine.key-failed')).toEqual([
      expect.objectContaining({ fingerprint: fingerprint() }),
    ]);
  });

  it('is not blamed for a log that was read while it was on its way', async () => {
    refuse('auth');
    bench.agent.during = async () => {
      if (bench.calls.at(-1) !== 'logs') return;
      await world.observations.save((await world.machine()).id, { provenFingerprint: 'the-next-key' });
    };
    await bench.look();
    expect(bench.said('machine.key-failed')).toEqual([]);
    expect((await bench.seen()).keyTrouble).toBeNull();
  });

  it('reads a log that began anew from its beginning', async () => {
    bench.agent.log.lines.push('a', 'b', 'c', 'd');
    await bench.look();
    bench.agent.log = { file: 'two.log', lines: [refusalLine('auth', world.clock.now())] };
    await bench.look();
    expect(bench.said('machine.key-failed')).toHaveLength(1);
  });

  it('is out of trouble when the agent has thought again, or has another key', async () => {
    refuse('auth');
    await bench.look();
    expect((await bench.seen()).keyTrouble).toBe('auth');
    await bench.look();
    expect((await bench.seen()).keyTrouble).toBe('auth');
    bench.agent.tokens = 10;
    await bench.look();
    expect((await bench.seen()).keyTrouble).toBeNull();
    refuse('billing');
    await bench.look();
    expect((await bench.seen()).keyTrouble).toBe('billing');
    world.customer.key = new Secret('sk-ant-api03-a-new-key-0123456789abcdef');
    await world.applyChange();
    await world.prove();
    expect((await bench.seen()).keyTrouble).toBeNull();
  });

  it('cannot be told without knowing which one it is', async () => {
    world.customer.key = new Secret('sk-ant-api03-a-new-key-0123456789abcdef');
    refuse('auth');
    await bench.look();
    expect([bench.said('machine.key-failed'), (await bench.seen()).logCursor]).toEqual([[], null]);
  });
});

describe('a config that is not ours', () => {
  const cron = async (): Promise<void> => {
    const machine = await world.machine();
    const given = (await world.parts.desired.forChange(machine))?.blueprint.openclaw;
    bench.agent.config = { ...given, cron: { enabled: true }, channels: { telegram: { token: 'canary' } } };
  };
  const RESTART = 'POST apps/:app/machines/:id/restart';
  const restarts = (): number => world.fly.calls.filter((call) => call === RESTART).length;

  it('is put back by a restart, which is told, in paths without values', async () => {
    world.customer.plan = 'starter';
    await world.applyChange();
    await cron();
    expect(await bench.look()).toBe(true);
    expect([restarts(), bench.told('machine.config-repaired')]).toEqual([1, 1]);
    const { config, drift, repairs } = await bench.seen();
    expect([config, drift, repairs]).toEqual(['drifted', ['cron.enabled', 'channels.telegram'], 1]);
    bench.agent.config = null;
    await bench.look();
    expect((await bench.seen()).config).toBe('right');
  });

  it('is put back by an update when Fly has the wrong one, too', async () => {
    const machine = await bench.atFly();
    const files = (machine.config?.files ?? []).map((file) => ({ ...file, raw_value: 'e30=' }));
    machine.config = { ...machine.config, files };
    bench.agent.config = {};
    await bench.look();
    expect([restarts(), await bench.jobs('machine.apply')]).toEqual([0, 1]);
    await world.applyChange();
    expect((await bench.atFly()).config?.files?.[0]?.raw_value).not.toBe('e30=');
  });

  it('is given up after three restarts, and taken up again a day later', async () => {
    bench.agent.config = {};
    for (let hours = 0; hours < 10; hours += 1) {
      await bench.look();
      world.clock.advance({ hours: 1 });
    }
    expect([restarts(), (await bench.seen()).config]).toEqual([3, 'stuck']);
    world.clock.advance({ hours: 24 });
    await bench.look();
    expect(restarts()).toBe(4);
  });

  it('is nothing while a change is on its way', async () => {
    bench.agent.config = {};
    world.customer.plan = 'starter';
    await bench.look();
    expect(restarts()).toBe(0);
    expect((await bench.seen()).config).toBe('unknown');
  });
});

describe('channels and usage', () => {
  it('are noted, a link that comes or goes is told', async () => {
    const [web, telegram, whatsapp] = [
      await channel('web'),
      await channel('telegram'),
      await channel('whatsapp', 'connecting'),
    ];
    await world.applyChange();
    bench.agent.channels = { telegram: 'failing', whatsapp: 'working', discord: 'working' };
    await bench.look();
    const sights = await bench.sights.of(world.customer.userId);
    expect([web, telegram, whatsapp].map((id) => sights.get(id)?.state)).toEqual([
      'working',
      'failing',
      'working',
    ]);
    expect([await statusOf(whatsapp), bench.told('channel.linked')]).toEqual(['active', 1]);
    bench.agent.channels = { whatsapp: 'unlinked' };
    await bench.look();
    await bench.look();
    expect([await statusOf(whatsapp), bench.told('channel.unlinked')]).toEqual(['connecting', 1]);
  });

  it('counts, remembers when the agent last thought, and does not fall back while it adds up', async () => {
    bench.agent.tokens = 5000;
    await bench.look();
    const first = world.clock.now();
    expect(await bench.seen()).toMatchObject({
      usage: { totalTokens: 5000, costCents: 500, days: 30 },
      activeAt: first,
    });
    world.clock.advance({ hours: 1 });
    await bench.look();
    expect((await bench.seen()).activeAt).toEqual(first);
    Object.assign(bench.agent, { tokens: 0, refreshing: true });
    await bench.look();
    expect((await bench.seen()).usage?.totalTokens).toBe(5000);
  });
});
