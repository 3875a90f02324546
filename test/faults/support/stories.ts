import { expect } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Kim } from './kim.js';
import { type FaultWorld, inTurns } from './world.js';

const DAY = 86_400;
const ASKING_AT_ONCE = 4;

/** A part of a story: what sets it off, and how far everybody has to be in the end. */
interface Chapter {
  begin(world: FaultWorld, kims: readonly Kim[]): Promise<void>;
  reached(world: FaultWorld, kims: readonly Kim[]): Promise<boolean>;
}

export interface Story {
  title: string;
  chapters: readonly Chapter[];
  /** How everything has to be, also where the product does not look. */
  expectRight(world: FaultWorld, kims: readonly Kim[]): Promise<void>;
}

const each = (work: (kim: Kim) => Promise<void>) => (_world: FaultWorld, kims: readonly Kim[]) =>
  inTurns(kims, ASKING_AT_ONCE, work);

/** Ready, with this plan, and proven by the machine itself to run with this key. */
const served = (plan: string) => async (world: FaultWorld, kims: readonly Kim[]) => {
  const standings = await world.book.standings();
  return kims.every(({ id, key }) => {
    const its = standings.get(id);
    const proven = its?.keyDelivery === 'delivered' && its.keyFingerprint === sha256(key).slice(0, 16);
    return its?.state === 'ready' && its.plan === plan && proven;
  });
};

const gone = async (world: FaultWorld, kims: readonly Kim[]) => {
  const removals = await world.book.removals();
  return kims.every(({ appName }) => removals.get(appName)?.state === 'done');
};

/** The snapshot may come later: a subscription that is still live when the removal is written down is waited for. */
const held = async (world: FaultWorld, kims: readonly Kim[]) => {
  const [standings, removals] = await Promise.all([world.book.standings(), world.book.removals()]);
  return kims.every(
    ({ id, appName }) => standings.get(id)?.suspendedAt && removals.get(appName)?.state === 'held',
  );
};

/** Setting up, another plan, another key, and the end: in the order in which one customer lives through them. */
export const STORIES: readonly Story[] = [
  {
    title: 'provisioning',
    chapters: [{ begin: each((kim) => kim.provision()), reached: served('starter') }],
    expectRight: oneOfEach('starter'),
  },
  {
    title: 'plan change',
    chapters: [{ begin: each((kim) => kim.upgrade('pro')), reached: served('pro') }],
    expectRight: oneOfEach('pro'),
  },
  {
    title: 'key change',
    chapters: [{ begin: each((kim) => kim.changeKey()), reached: served('pro') }],
    expectRight: oneOfEach('pro'),
  },
  {
    title: 'deletion',
    chapters: [
      {
        begin: async (world, kims) => {
          await inTurns(kims, ASKING_AT_ONCE, (kim) => kim.leave());
          await world.pass(7 * DAY + 60);
        },
        reached: held,
      },
      { begin: (world) => world.pass(7 * DAY), reached: gone },
    ],
    expectRight: nothingLeft,
  },
];

interface FlyMachine {
  state: string;
  config: {
    metadata: Record<string, string>;
    services: { autostop: unknown }[];
    mounts: { volume: string }[];
  };
}

/** One app with two addresses, one volume and one machine on it that has the plan's sleep mode and the newest key. */
function oneOfEach(plan: 'starter' | 'pro'): Story['expectRight'] {
  return async (world, kims) => {
    const { apps, machines, volumes } = await world.atFly();
    for (const { appName, key } of kims) {
      const mine = machines.filter(({ app }) => app === appName);
      const disks = volumes.filter(({ app }) => app === appName);
      const [machine] = mine;
      expect([appName, mine.map(({ state }) => state)]).toEqual([appName, ['started']]);
      expect([appName, disks.map(({ machineId }) => machineId)]).toEqual([appName, [machine?.id]]);
      expect(apps.find(({ name }) => name === appName)?.ips).toHaveLength(2);
      const path = `apps/${appName}/machines/${machine?.id}`;
      const { config } = await world.fly<FlyMachine>('GET', path);
      expect([appName, config.services.every(({ autostop }) => autostop !== 'off' && !!autostop)]).toEqual([
        appName,
        plan === 'starter',
      ]);
      const command = ['sh', '-c', 'printf %s "$ANTHROPIC_API_KEY" | sha256sum'];
      const { stdout } = await world.fly<{ stdout: string }>('POST', `${path}/exec`, { command });
      expect([appName, stdout.slice(0, 64)]).toEqual([appName, sha256(key)]);
    }
    expect([apps.length, machines.length, volumes.length]).toEqual(Array(3).fill(kims.length));
  };
}

async function nothingLeft(world: FaultWorld): Promise<void> {
  const { apps, machines, volumes } = await world.atFly();
  expect({ apps, machines, volumes }).toEqual({ apps: [], machines: [], volumes: [] });
  expect((await world.book.standings()).size).toBe(0);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
