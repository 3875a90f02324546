import { describe, expect, it } from '@jest/globals';
import type { PlanName } from '@automna/contracts';
import { buildOpenClawConfig, CONFIG_PATH } from '@automna/openclaw';
import {
  carriesConfig,
  changedMachineConfig,
  configHash,
  deliveredTo,
  isHeld,
  isInRescue,
  newMachineConfig,
  rescueConfig,
} from './machine-config.js';

const blueprint = (plan: PlanName, channels: ('telegram' | 'web')[] = []) => ({
  image: 'registry.test/agent:1',
  plan,
  openclaw: buildOpenClawConfig({
    plan,
    keyMode: 'direct',
    channels,
    addresses: { publicUrl: 'https://automna.test', appUrl: 'https://automna-u-1.fly.dev' },
  }),
});
const identity = { machineId: 'mch_1', volumeId: 'vol_1', secretsVersion: 3 };

describe('machine config', () => {
  it('opens a port for Telegram only where Telegram has to knock', () => {
    const ports = (plan: PlanName, channels: ('telegram' | 'web')[]) =>
      newMachineConfig(blueprint(plan, channels), identity).services?.map(
        ({ internal_port }) => internal_port,
      );
    expect(ports('starter', ['telegram'])).toEqual([18789, 8787]);
    expect(ports('starter', ['web'])).toEqual([18789]);
    expect(ports('pro', ['telegram'])).toEqual([18789]);
  });

  it('lets every service of a sleeping plan sleep, else the machine never would', () => {
    const { services } = newMachineConfig(blueprint('starter', ['telegram']), identity);
    expect(services?.map(({ autostop, autostart }) => [autostop, autostart])).toEqual([
      ['stop', true],
      ['stop', true],
    ]);
  });

  it('has a hash that changes with every choice and with nothing else', () => {
    const hashes = [
      blueprint('starter'),
      blueprint('pro'),
      blueprint('starter', ['telegram']),
      { ...blueprint('starter'), image: 'registry.test/agent:2' },
    ].map(configHash);
    expect(new Set(hashes).size).toBe(4);
    expect(configHash(blueprint('starter'))).toBe(hashes[0]);
  });

  it('carries over what is not ours when a machine changes', () => {
    const live = {
      ...newMachineConfig(blueprint('starter'), identity),
      init: { exec: ['/bin/agent'] },
      metadata: { theirs: 'kept', automna_config: 'old' },
      files: [
        { guest_path: '/etc/theirs', raw_value: 'eA==' },
        { guest_path: CONFIG_PATH, raw_value: 'b2xk' },
      ],
    };
    const changed = changedMachineConfig(live, blueprint('power'), { machineId: 'mch_1', secretsVersion: 4 });
    expect(changed).toMatchObject({
      init: { exec: ['/bin/agent'] },
      mounts: [{ volume: 'vol_1', path: '/data' }],
      metadata: { theirs: 'kept', automna_machine: 'mch_1', automna_secrets: '4' },
    });
    expect(changed.files?.map(({ guest_path }) => guest_path)).toEqual(['/etc/theirs', CONFIG_PATH]);
    expect(changed.files?.[1]?.raw_value).not.toBe('b2xk');
    expect(deliveredTo(changed)).toEqual({ configHash: configHash(blueprint('power')), secretsVersion: 4 });
  });

  it('holds a machine by its services alone, so that it is found and known to be up to date as before', () => {
    const live = newMachineConfig(blueprint('starter', ['telegram']), identity);
    const marks = { machineId: 'mch_1', secretsVersion: 3 };
    const held = changedMachineConfig(live, blueprint('starter', ['telegram']), marks, { held: true });
    expect(held).toEqual({
      ...live,
      services: live.services?.map((service) => ({ ...service, autostart: false })),
    });
    expect([isHeld(live), isHeld(held), isHeld(undefined)]).toEqual([false, true, false]);
    expect(changedMachineConfig(held, blueprint('starter', ['telegram']), marks)).toEqual(live);
  });

  it('takes a machine without our marks for one that was given nothing', () => {
    expect(deliveredTo(undefined)).toEqual({ configHash: null, secretsVersion: 0 });
    expect(deliveredTo({ metadata: { automna_secrets: 'x' } })).toEqual({
      configHash: null,
      secretsVersion: 0,
    });
  });

  it('knows its own file at Fly from any other, and does not mind one Fly keeps to itself', () => {
    const live = newMachineConfig(blueprint('starter'), identity);
    const [file] = live.files ?? [];
    expect(carriesConfig(live, blueprint('starter'))).toBe(true);
    expect(carriesConfig(live, blueprint('pro'))).toBe(false);
    expect(carriesConfig({ ...live, files: [] }, blueprint('starter'))).toBe(false);
    expect(
      carriesConfig({ ...live, files: [{ guest_path: file?.guest_path ?? '' }] }, blueprint('pro')),
    ).toBe(true);
    expect(carriesConfig({}, blueprint('starter'))).toBe(true);
  });

  it('comes out of a rescue by any change, as it went in', () => {
    const live = newMachineConfig(blueprint('starter'), identity);
    const rescued = rescueConfig(live);
    expect([isInRescue(live), isInRescue(rescued), isInRescue(undefined)]).toEqual([false, true, false]);
    expect(rescued).toMatchObject({ mounts: live.mounts, files: live.files, metadata: live.metadata });
    expect(changedMachineConfig(rescued, blueprint('starter'), identity)).toEqual(live);
  });
});
