import { queryRows } from '@automna/core';
import { ByokFixture } from '../testing/open-byok.js';

const KEY = `sk-ant-api03-first-${'a'.repeat(60)}`;
const OTHER = `sk-ant-api03-other-${'b'.repeat(60)}`;

describe('KeyRecheck', () => {
  let room: ByokFixture;
  let userId: string;

  beforeEach(async () => {
    room = await ByokFixture.open();
    userId = await room.user();
  });
  afterEach(() => room.close());

  it('leaves a decided key alone for a day', async () => {
    await room.keys.save(userId, KEY);
    expect(await room.recheck.checkNext()).toBe(false);
    room.clock.advance({ hours: 24 });
    expect(await room.recheck.checkNext()).toBe(true);
    expect(await room.recheck.checkNext()).toBe(false);
  });

  it('asks at once when the agent was refused', async () => {
    await room.keys.save(userId, KEY);
    await room.keys.checkSoon(userId);
    room.probe.next = { verdict: 'revoked', model: null };
    expect(await room.recheck.checkNext()).toBe(true);
    expect(await room.keys.ofUser(userId)).toMatchObject({ verdict: 'revoked' });
  });

  it('decides an undecided key with growing pauses, and tells the machine nothing it does not need', async () => {
    room.probe.next = { verdict: 'unverified', model: null };
    await room.keys.save(userId, KEY);
    const told = room.events.length;
    room.clock.advance({ minutes: 1 });
    expect(await room.recheck.checkNext()).toBe(true);
    room.clock.advance({ minutes: 1 });
    expect(await room.recheck.checkNext()).toBe(false);
    room.clock.advance({ minutes: 1 });
    room.probe.next = { verdict: 'valid', model: 'claude-haiku' };
    expect(await room.recheck.checkNext()).toBe(true);
    expect(await room.keys.ofUser(userId)).toMatchObject({ verdict: 'valid', undecidedChecks: 0 });
    expect(room.events).toHaveLength(told);
  });

  it('does not doubt a good key because the vendor is down', async () => {
    await room.keys.save(userId, KEY);
    room.clock.advance({ hours: 24 });
    room.probe.next = { verdict: 'unverified', model: null };
    await room.recheck.checkNext();
    expect(await room.keys.ofUser(userId)).toMatchObject({ verdict: 'valid', undecidedChecks: 1 });
    expect(room.mails).toEqual([]);
  });

  it('keeps a revoked key, stops using it, and says so in one mail', async () => {
    await room.keys.save(userId, KEY);
    room.probe.next = { verdict: 'revoked', model: null };
    for (let day = 0; day < 3; day += 1) {
      room.clock.advance({ hours: 25 });
      await room.recheck.checkNext();
    }
    expect(await room.keys.ofUser(userId)).toMatchObject({ verdict: 'revoked' });
    expect(await room.keys.usableKey(userId)).toBeNull();
    expect(room.mails.map((mail) => mail.template)).toEqual(['key_problem']);
    expect(room.events.at(-1)).toEqual({ userId, verdict: 'revoked', fingerprint: null });
  });

  it('comes back by itself when the key works again', async () => {
    await room.keys.save(userId, KEY);
    room.clock.advance({ hours: 25 });
    room.probe.next = { verdict: 'revoked', model: null };
    await room.recheck.checkNext();
    room.clock.advance({ hours: 25 });
    room.probe.next = { verdict: 'valid', model: 'claude-haiku' };
    await room.recheck.checkNext();
    expect(await room.keys.usableKey(userId)).not.toBeNull();
  });

  it('forgets what it learned about a key that was replaced while it asked', async () => {
    await room.keys.save(userId, KEY);
    room.clock.advance({ hours: 25 });
    room.probe.check = async () => {
      room.probe.check = () => Promise.resolve({ verdict: 'valid', model: null });
      await room.keys.save(userId, OTHER);
      return { verdict: 'revoked', model: null };
    };
    await room.recheck.checkNext();
    expect(await room.keys.ofUser(userId)).toMatchObject({ verdict: 'valid', masked: 'sk-ant-api03-…bbbb' });
  });

  it('does not ask before the vendor wants to be asked again', async () => {
    room.probe.next = { verdict: 'rate_limited', model: null, retryAfterMs: 3 * 3_600_000 };
    await room.keys.save(userId, KEY);
    room.clock.advance({ hours: 2 });
    expect(await room.recheck.checkNext()).toBe(false);
    room.clock.advance({ hours: 1 });
    expect(await room.recheck.checkNext()).toBe(true);
  });

  it('goes on with the next key when one does not open', async () => {
    await room.keys.save(userId, KEY);
    const other = await room.user();
    await room.keys.save(other, OTHER);
    await queryRows(room.database, `UPDATE secrets SET data_key = 'AAAA' WHERE user_id = ?`, [userId]);
    room.clock.advance({ hours: 25 });
    room.probe.next = { verdict: 'no_credit', model: null };
    expect(await room.recheck.checkNext()).toBe(true);
    expect(await room.recheck.checkNext()).toBe(true);
    expect([await room.keys.ofUser(userId), await room.keys.ofUser(other)]).toMatchObject([
      { verdict: 'valid' },
      { verdict: 'no_credit' },
    ]);
  });

  it('asks for credit again when it runs out in another month', async () => {
    await room.keys.save(userId, KEY);
    for (const verdict of ['no_credit', 'valid', 'no_credit', 'valid', 'no_credit'] as const) {
      room.clock.advance({ days: 15 });
      room.probe.next = { verdict, model: null };
      await room.recheck.checkNext();
    }
    expect(new Set(room.mails.map(({ dedupeKey }) => dedupeKey)).size).toBeGreaterThan(1);
    expect(room.mails.every(({ dedupeKey }) => /:no_credit:\d{4}-\d{2}$/.test(dedupeKey))).toBe(true);
  });

  it('brings a key that works again to the machine anew', async () => {
    const { fingerprint } = await room.keys.save(userId, KEY);
    await room.delivery.proven(userId, fingerprint);
    room.clock.advance({ hours: 25 });
    room.probe.next = { verdict: 'revoked', model: null };
    await room.recheck.checkNext();
    await room.delivery.absent(userId);
    expect(await room.keys.ofUser(userId)).toMatchObject({ delivery: 'none' });
    room.clock.advance({ hours: 25 });
    room.probe.next = { verdict: 'valid', model: null };
    await room.recheck.checkNext();
    expect(await room.keys.ofUser(userId)).toMatchObject({ delivery: 'pending' });
    expect(room.events.at(-1)).toEqual({ userId, verdict: 'valid', fingerprint });
  });
});
