import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Job, type LibsqlDataSource, PermanentFailure, RetryLater, Secret } from '@automna/core';
import { FlyError } from '../adapters/fly-error.js';
import { NotYet } from '../domain/failures.js';
import type { ProvePayload } from '../saga/proof-request.js';
import { ProveJob } from '../tasks/prove.job.js';
import { refuse } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import type { MachineProofs } from './machine-proofs.service.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }));
  await world.provisioner.request(world.customer.userId);
  await world.work();
  world.fly.calls.length = 0;
  world.published.length = 0;
});

const app = async () => world.fly.app((await world.machine()).appName);
const live = async () => {
  const [machine] = (await app()).machines;
  if (!machine) throw new Error('no machine');
  return machine;
};
const seen = async () => world.observations.of((await world.machine()).id);
const said = () => world.published.filter(({ name }) => name === 'machine.applied').map((it) => it.payload);
const jobs = async (kind: string): Promise<number> => {
  const { id } = await world.machine();
  const like = `%${id}%`;
  const rows = await database.query('SELECT 1 FROM outbox_jobs WHERE kind = ? AND payload LIKE ?', [
    kind,
    like,
  ]);
  return rows.length;
};
const KEY = new Secret('sk-ant-api03-a-new-key-0123456789abcdef');

describe('the proof that a key has arrived', () => {
  it('is asked for after set-up and after each change, and never while a machine is held', async () => {
    expect(await jobs('machine.prove')).toBe(1);
    world.customer.key = KEY;
    await world.applyChange();
    expect(await jobs('machine.prove')).toBe(2);
    world.customer.suspension = 'payment';
    await world.applyChange();
    expect(await jobs('machine.prove')).toBe(2);
  });

  it('is what the machine says, and shows the key to nobody', async () => {
    let command: unknown;
    world.fly.before = ({ name, body }) => {
      if (name.endsWith('/exec')) command = body['command'];
    };
    expect(await world.prove()).toBe('proven');
    const fingerprint = world.customer.key?.fingerprint();
    expect(said()).toEqual([expect.objectContaining({ fingerprint, ok: true })]);
    expect(await seen()).toMatchObject({ proof: 'proven', provenFingerprint: fingerprint });
    expect(command).toEqual(['sh', '-c', 'printf %s "$ANTHROPIC_API_KEY" | sha256sum']);
  });

  it('of no key is that there is none', async () => {
    world.customer.key = null;
    await world.applyChange();
    await world.prove();
    expect(said()).toEqual([expect.objectContaining({ fingerprint: null, ok: true })]);
  });

  it('waits for a sleeping machine to wake by itself', async () => {
    (await live()).state = 'stopped';
    world.customer.key = KEY;
    await world.applyChange();
    expect(await world.prove()).toBe('later');
    expect([said(), (await seen()).proof, (await live()).state]).toEqual([[], 'waiting', 'stopped']);
    expect(world.fly.calls.some((call) => call.endsWith('/start') || call.endsWith('/exec'))).toBe(false);
    await world.flyClient.startMachine((await world.machine()).appName, (await live()).id);
    expect(await world.proofs.prove(await world.machine(), new AbortController().signal)).toBe('proven');
    expect(said()).toEqual([expect.objectContaining({ fingerprint: KEY.fingerprint(), ok: true })]);
  });

  it('waits for a machine on its way up, but not for ever', async () => {
    (await live()).state = 'starting';
    const begun = world.clock.now();
    const { id } = await world.machine();
    const ask = () => world.proofs.begin(id, begun, new AbortController().signal);
    await expect(ask()).rejects.toBeInstanceOf(NotYet);
    world.clock.advance({ minutes: 11 });
    expect(await ask()).toBe('later');
    expect((await seen()).proof).toBe('waiting');
  });

  it('sends a key again that did not take, once, and then says that it did not arrive', async () => {
    const old = new Map((await live()).booted);
    world.customer.key = KEY;
    const stubborn = async () => {
      await world.applyChange();
      (await live()).booted = old;
      return world.prove();
    };
    expect(await stubborn()).toBe('refuted');
    expect([said(), await jobs('machine.apply')]).toEqual([[], 1]);
    expect(await stubborn()).toBe('refuted');
    expect(said()).toEqual([expect.objectContaining({ fingerprint: KEY.fingerprint(), ok: false })]);
    expect((await seen()).proof).toBe('refuted');
    expect(await jobs('machine.apply')).toBe(1);
    await world.flyClient.restartMachine((await world.machine()).appName, (await live()).id);
    expect(await world.prove()).toBe('proven');
    expect(said().at(-1)).toMatchObject({ fingerprint: KEY.fingerprint(), ok: true });
  });

  it('gives a machine that has just been changed a minute to settle', async () => {
    const old = new Map((await live()).booted);
    world.customer.key = KEY;
    await world.applyChange();
    (await live()).booted = old;
    let asked = 0;
    world.fly.before = ({ name }) => {
      if (!name.endsWith('/exec') || (asked += 1) < 3) return;
      void live().then((machine) => (machine.booted = new Map([['ANTHROPIC_API_KEY', KEY.reveal()]])));
    };
    expect(await world.prove()).toBe('proven');
    expect(await jobs('machine.apply')).toBe(0);
  });

  it('leaves a newer key on its way to the proof of that one', async () => {
    world.customer.key = KEY;
    expect(await world.prove()).toBe('superseded');
    expect([said(), await jobs('machine.apply')]).toEqual([[], 0]);
  });

  it.each([
    ['another answer', { stdout: 'sh: not found' }, 'unavailable'],
    ['an exit code', { exit_code: 127, stdout: `${'a'.repeat(64)}  -` }, 'unavailable'],
    ['no answer', {}, 'unavailable'],
  ])('believes no %s', async (_what, answer, failure) => {
    world.fly.before = ({ name }) => (name.endsWith('/exec') ? Response.json(answer) : undefined);
    await expect(world.prove()).rejects.toMatchObject({ failure });
    expect(said()).toEqual([]);
  });

  it("does not take another customer's machine for this one", async () => {
    const machine = await live();
    machine.config = { ...machine.config, metadata: { automna_machine: 'mch_somebody' } };
    await expect(world.prove()).rejects.toMatchObject({ failure: 'rejected' });
    expect(world.fly.calls.some((call) => call.endsWith('/exec'))).toBe(false);
  });

  it('comes later when Fly is down', async () => {
    world.fly.before = ({ name }) => (name.endsWith('/exec') ? refuse(503, 'down') : undefined);
    await expect(world.prove()).rejects.toMatchObject({ failure: 'unavailable' });
    expect((await seen()).proof).toBe('waiting');
  });
});

describe('the job', () => {
  const job: Job<ProvePayload> = {
    id: 'job_1',
    kind: 'machine.prove',
    payload: { machineId: 'mch_1' },
    attempt: 1,
    createdAt: new Date(0),
  };
  it.each([
    [new NotYet(5_000, 'rising'), RetryLater],
    [new FlyError('conflict', 'not started'), RetryLater],
    [new FlyError('not_found', 'gone'), PermanentFailure],
    [new FlyError('unavailable', 'down'), FlyError],
  ])('reads %s', async (error, expected) => {
    const proofs = { begin: () => Promise.reject(error) } as unknown as MachineProofs;
    await expect(new ProveJob(proofs).handle(job, new AbortController().signal)).rejects.toBeInstanceOf(
      expected,
    );
  });
});
