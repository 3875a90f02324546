import { queryRows } from '@automna/core';
import { ByokFixture } from '../testing/open-byok.js';

const KEY = `sk-ant-api03-first-${'a'.repeat(60)}`;
const OTHER = `sk-ant-api03-other-${'b'.repeat(60)}`;

describe('ByokKeys', () => {
  let room: ByokFixture;
  let userId: string;

  beforeEach(async () => {
    room = await ByokFixture.open();
    userId = await room.user();
  });
  afterEach(() => room.close());

  it('keeps a good key sealed and shows only its ends', async () => {
    const row = await room.keys.save(userId, `  ${KEY}\n`);
    expect(row).toMatchObject({ verdict: 'valid', masked: 'sk-ant-api03-…aaaa', delivery: 'pending' });
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(KEY);
    const dump = JSON.stringify([
      await queryRows(room.database, 'SELECT * FROM secrets'),
      await queryRows(room.database, 'SELECT * FROM byok_keys'),
      room.events,
    ]);
    expect(dump).not.toContain('aaaaaaaa');
  });

  it('refuses a revoked key and keeps the one before it', async () => {
    await room.keys.save(userId, KEY);
    room.probe.next = { verdict: 'revoked', model: null };
    await expect(room.keys.save(userId, OTHER)).rejects.toMatchObject({ errorCode: 'key_revoked' });
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(KEY);
  });

  it.each(['unverified', 'unexpected', 'rate_limited', 'no_credit'] as const)(
    'keeps and uses a key that is %s',
    async (verdict) => {
      room.probe.next = { verdict, model: null };
      await room.keys.save(userId, KEY);
      expect(await room.keys.usableKey(userId)).not.toBeNull();
    },
  );

  it('asks nobody about a text that cannot be a key', async () => {
    await expect(room.keys.save(userId, 'sk-proj-123')).rejects.toMatchObject({ errorCode: 'key_malformed' });
    await expect(room.keys.save(userId, `sk-ant-oat01-${'a'.repeat(60)}`)).rejects.toMatchObject({
      errorCode: 'key_wrong_kind',
    });
    expect(room.probe.asked).toEqual([]);
  });

  it('limits checks per customer and lets the next window in', async () => {
    for (let check = 0; check < 10; check += 1) await room.keys.test(userId, KEY);
    await expect(room.keys.test(userId, KEY)).rejects.toMatchObject({ errorCode: 'key_check_limited' });
    await expect(room.keys.test(await room.user(), KEY)).resolves.toMatchObject({ wouldSave: true });
    room.clock.advance({ minutes: 10 });
    await expect(room.keys.test(userId, KEY)).resolves.toMatchObject({ verdict: 'valid' });
  });

  it('testing stores nothing', async () => {
    await room.keys.test(userId, KEY);
    expect(await room.keys.ofUser(userId)).toBeNull();
    expect(await queryRows(room.database, 'SELECT * FROM secrets')).toEqual([]);
  });

  it('removes key and secret together, tells the machine once, and is safe to repeat', async () => {
    await room.keys.save(userId, KEY);
    await room.keys.remove(userId);
    await room.keys.remove(userId);
    expect(await room.keys.usableKey(userId)).toBeNull();
    expect(room.events.at(-1)).toEqual({ userId, verdict: null, fingerprint: null });
    expect(room.entries.filter((kind) => kind === 'byok.key_removed')).toHaveLength(1);
  });

  it('does not open a sealed key that was copied to another customer', async () => {
    await room.keys.save(userId, KEY);
    const thief = await room.user();
    await room.keys.save(thief, OTHER);
    await queryRows(
      room.database,
      `UPDATE secrets SET (key_id, iv, ciphertext) = (SELECT key_id, iv, ciphertext FROM secrets WHERE user_id = ?)
       WHERE user_id = ?`,
      [userId, thief],
    );
    await expect(room.keys.usableKey(thief)).rejects.toThrow(/does not open/);
  });
});
