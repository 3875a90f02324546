import { type Job, queryRows } from '@automna/core';
import { AccountDeletionHandler } from '../tasks/account-deletion.handler.js';
import { ShredPreviousTask } from '../tasks/shred-previous.task.js';
import { ByokFixture } from '../testing/open-byok.js';

const OLD = `sk-ant-api03-older-${'o'.repeat(60)}`;
const NEW = `sk-ant-api03-newer-${'n'.repeat(60)}`;

describe('KeyShredder', () => {
  let room: ByokFixture;
  let userId: string;

  const secrets = () => queryRows(room.database, 'SELECT name FROM secrets WHERE user_id = ?', [userId]);
  const shred = () => new ShredPreviousTask(room.shredder).run(new AbortController().signal);
  const replace = async () => {
    await room.delivery.proven(userId, (await room.keys.save(userId, OLD)).fingerprint);
    return room.keys.save(userId, NEW);
  };

  beforeEach(async () => {
    room = await ByokFixture.open();
    userId = await room.user();
  });
  afterEach(() => room.close());

  it('destroys the replaced key once the new one has run for a day', async () => {
    const { fingerprint } = await replace();
    await room.delivery.proven(userId, fingerprint);
    room.clock.advance({ hours: 23 });
    expect(await shred()).toBe('0 replaced keys destroyed');
    room.clock.advance({ hours: 1 });
    expect(await shred()).toBe('1 replaced keys destroyed');
    expect(await secrets()).toEqual([{ name: 'anthropic_api_key' }]);
    expect(await room.keys.ofUser(userId)).toMatchObject({ previousMasked: null, previousFingerprint: null });
    expect(room.entries.at(-1)).toBe('byok.previous_key_destroyed');
    expect(await shred()).toBe('0 replaced keys destroyed');
  });

  it('keeps it while nobody can tell whether the new one is good', async () => {
    const { fingerprint } = await replace();
    await room.delivery.proven(userId, fingerprint);
    await queryRows(room.database, `UPDATE byok_keys SET verdict = 'unverified'`);
    room.clock.advance({ days: 2 });
    expect(await shred()).toBe('0 replaced keys destroyed');
  });

  it('keeps it for a machine that is down, but for 30 days at most', async () => {
    await replace();
    room.clock.advance({ days: 29 });
    expect(await shred()).toBe('0 replaced keys destroyed');
    room.clock.advance({ days: 1 });
    expect(await shred()).toBe('1 replaced keys destroyed');
  });

  it('destroys many, batch by batch', async () => {
    for (let count = 0; count < 60; count += 1) {
      userId = await room.user();
      room.clock.advance({ minutes: 1 });
      await replace();
    }
    room.clock.advance({ days: 31 });
    expect(await shred()).toBe('60 replaced keys destroyed');
  });

  describe('when an account is deleted', () => {
    const handler = () => new AccountDeletionHandler(room.shredder);
    const job = (): Job<{ userId: string }> => {
      const createdAt = room.clock.now();
      return { id: 'job_1', kind: 'event', payload: { userId }, attempt: 1, createdAt };
    };

    it('destroys everything of this customer and nothing of others, and is safe to repeat', async () => {
      await replace();
      const other = await room.user();
      await room.keys.save(other, OLD);
      await handler().handle(job());
      await handler().handle(job());
      expect(await secrets()).toEqual([]);
      expect(await room.keys.ofUser(userId)).toBeNull();
      expect((await room.keys.usableKey(other))?.secret.reveal()).toBe(OLD);
      expect(room.entries.filter((kind) => kind === 'byok.shredded')).toHaveLength(1);
      expect(room.events.at(-1)).toEqual({ userId, verdict: null, fingerprint: null });
    });

    it('seals nothing for it any more, not even a key that is being checked', async () => {
      room.probe.check = async () => {
        await handler().handle(job());
        return { verdict: 'valid', model: null };
      };
      await expect(room.keys.save(userId, NEW)).rejects.toMatchObject({ errorCode: 'not_allowed' });
      expect([await secrets(), await room.keys.ofUser(userId)]).toEqual([[], null]);
    });

    it('puts no key back for it', async () => {
      const { fingerprint } = await replace();
      await room.delivery.proven(userId, fingerprint);
      await room.keys.checkSoon(userId);
      room.probe.check = async (key) => {
        if (key.reveal() === OLD) await handler().handle(job());
        return { verdict: key.reveal() === OLD ? 'valid' : 'revoked', model: null };
      };
      await room.recheck.checkNext();
      expect([await secrets(), await room.keys.ofUser(userId)]).toEqual([[], null]);
      expect(room.mails).toEqual([]);
    });
  });
});
