import type { Job } from '@automna/core';
import { toKeyStatus } from '../http/key-status.js';
import { MachineAppliedHandler } from '../tasks/machine-applied.handler.js';
import { MachineKeyFailedHandler } from '../tasks/machine-key-failed.handler.js';
import { ByokFixture } from '../testing/open-byok.js';

const KEY = `sk-ant-api03-first-${'a'.repeat(60)}`;
const OTHER = `sk-ant-api03-other-${'b'.repeat(60)}`;

describe('what the machine reports', () => {
  let room: ByokFixture;
  let userId: string;
  let first: string;

  const job = <P>(payload: P): Job<P> => {
    const createdAt = room.clock.now();
    return { id: 'job_1', kind: 'event', payload, attempt: 1, createdAt };
  };
  const applied = (fingerprint: string | null, ok = true) =>
    new MachineAppliedHandler(room.delivery).handle(job({ userId, fingerprint, ok }));
  const failed = (fingerprint: string, toldAt?: Date) => {
    const told = job({ userId, fingerprint, reason: 'auth' as const });
    return new MachineKeyFailedHandler(room.delivery).handle({
      ...told,
      createdAt: toldAt ?? told.createdAt,
    });
  };
  const status = async () => toKeyStatus(await room.keys.ofUser(userId));

  beforeEach(async () => {
    room = await ByokFixture.open();
    userId = await room.user();
    first = (await room.keys.save(userId, KEY)).fingerprint;
  });
  afterEach(() => room.close());

  it('proves the delivery, once', async () => {
    expect(await status()).toMatchObject({ delivery: 'pending', deliveredAt: null });
    await applied(first);
    const { deliveredAt } = await status();
    room.clock.advance({ hours: 1 });
    await applied(first);
    expect(await status()).toMatchObject({ delivery: 'delivered', deliveredAt });
  });

  it('says which model the agent thinks with', async () => {
    expect(await status()).toMatchObject({
      ...{ provider: 'anthropic', modelInUse: expect.stringMatching(/^anthropic\//), model: 'claude-haiku' },
    });
    expect(toKeyStatus(null)).toMatchObject({ modelInUse: null, delivery: 'none', rolledBack: null });
  });

  it('is about one key: of another one it says nothing', async () => {
    await applied(first);
    await room.keys.save(userId, KEY);
    expect((await status()).delivery).toBe('delivered');
    await room.keys.save(userId, OTHER);
    await applied(first);
    expect((await status()).delivery).toBe('pending');
  });

  it('tells a key that could not be brought from one that is there although something else failed', async () => {
    await applied(first, false);
    expect((await status()).delivery).toBe('failed');
    await applied(first);
    await applied(first, false);
    expect((await status()).delivery).toBe('delivered');
  });

  it('does not make a key absent that was to be there', async () => {
    await applied(first);
    await applied(null);
    expect((await status()).delivery).toBe('delivered');
  });

  it('has Anthropic asked once about a refused key', async () => {
    room.clock.advance({ hours: 1 });
    const toldAt = room.clock.now();
    await failed(first, toldAt);
    await failed(first, toldAt);
    expect([await room.recheck.checkNext(), await room.recheck.checkNext()]).toEqual([true, false]);
    // Delivered late: Anthropic was asked after it.
    room.clock.advance({ minutes: 1 });
    await room.keys.checkSoon(userId);
    await room.recheck.checkNext();
    await failed(first, toldAt);
    expect(await room.recheck.checkNext()).toBe(false);
  });

  it('has nobody asked about a key that was replaced', async () => {
    await room.keys.save(userId, OTHER);
    await failed(first);
    expect(await room.recheck.checkNext()).toBe(false);
  });
});
