import { jest } from '@jest/globals';
import { ManualClock } from '../clock/exports.js';
import { type LibsqlDataSource, openTestDatabase, queryRows } from '../database/exports.js';
import { LeaseBusyError, LeaseLostError, Leases, withHeartbeat } from './exports.js';

describe('Leases', () => {
  const clock = new ManualClock();
  let db: LibsqlDataSource;
  let rivalDb: LibsqlDataSource;
  let leases: Leases;
  let rival: Leases;

  beforeEach(async () => {
    db = await openTestDatabase({ entities: [] });
    rivalDb = await openTestDatabase({ entities: [], url: db.options.database as string });
    leases = new Leases(db, clock);
    rival = new Leases(rivalDb, clock);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await rivalDb.destroy();
    await db.destroy();
  });

  const take = (from: Leases): Promise<string> => from.run('machine:1', {}, () => Promise.resolve('mine'));

  it('lets one process at a time work, and the next one after it', async () => {
    await leases.run('machine:1', {}, async ({ owner }) => {
      expect(owner).toMatch(/^own_/);
      await expect(take(rival)).rejects.toThrow(LeaseBusyError);
      expect(await rival.run('machine:2', {}, () => Promise.resolve(1))).toBe(1);
    });
    expect(await take(rival)).toBe('mine');
  });

  it('is free again after work that failed', async () => {
    await expect(leases.run('machine:1', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queryRows(db, 'SELECT * FROM leases')).toEqual([]);
  });

  it('waits as long as asked', async () => {
    const order: string[] = [];
    let waiting: Promise<void> | undefined;
    await leases.run('machine:1', {}, () => {
      waiting = rival.run('machine:1', { waitMs: 5000 }, () => Promise.resolve(void order.push('second')));
      order.push('first');
      return Promise.resolve();
    });
    await waiting;
    expect(order).toEqual(['first', 'second']);
  });

  it('is taken over after a crash when its time is up, not before; a late owner frees nothing', async () => {
    await leases.run('machine:1', { ttlMs: 10_000 }, async () => {
      clock.advance({ ms: 9_999 });
      await expect(take(rival)).rejects.toThrow(LeaseBusyError);
      clock.advance({ ms: 1 });
      await rival.run('machine:1', {}, async () => {
        await expect(take(leases)).rejects.toThrow(LeaseBusyError);
      });
    });
  });

  it('is renewed while the work runs', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    await leases.run('machine:1', { ttlMs: 9000 }, async ({ signal }) => {
      for (let n = 0; n < 10; n++) {
        clock.advance({ seconds: 3 });
        await jest.advanceTimersByTimeAsync(3000);
        await expect(take(rival)).rejects.toThrow(LeaseBusyError);
      }
      expect(signal.aborted).toBe(false);
    });
  });

  it('aborts the signal when somebody else has taken it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    await leases.run('machine:1', { ttlMs: 9000 }, async ({ signal }) => {
      await db.query(`UPDATE leases SET owner = 'thief'`);
      await jest.advanceTimersByTimeAsync(3000);
      expect(signal.reason).toBeInstanceOf(LeaseLostError);
    });
    expect(await queryRows(db, 'SELECT owner FROM leases')).toEqual([{ owner: 'thief' }]);
  });

  it('survives a short outage of the database, but not one longer than the lease', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    await leases.run('machine:1', { ttlMs: 9000 }, async ({ signal }) => {
      await db.query('ALTER TABLE leases RENAME TO gone');
      await jest.advanceTimersByTimeAsync(6000);
      expect(signal.aborted).toBe(false);
      await jest.advanceTimersByTimeAsync(3000);
      expect(signal.aborted).toBe(true);
      await db.query('ALTER TABLE gone RENAME TO leases');
    });
  });

  it('stops the work in time also when the database takes questions and never answers', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const renew = () => new Promise<boolean>(() => undefined);
    await withHeartbeat({ what: 'machine:1', ttlMs: 9000, renew }, async (signal) => {
      await jest.advanceTimersByTimeAsync(8999);
      expect(signal.aborted).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect(signal.reason).toBeInstanceOf(LeaseLostError);
    });
  });

  it('says when to come back, as a problem', () => {
    expect(new LeaseBusyError('machine:1')).toMatchObject({
      errorCode: 'temporarily_unavailable',
      spec: { status: 503 },
      options: { headers: { 'retry-after': '2' } },
    });
  });
});
