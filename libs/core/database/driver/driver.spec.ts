import { NestedTransactionError, WrongManagerError } from '../database.errors.js';
import type { LibsqlDataSource } from '../libsql.data-source.js';
import { Counter, PLACES, Sample, type TestPlace } from './driver.fixtures.js';

describe.each(['file', 'memory', 'http'] as const)('the libSQL driver on %s', (kind) => {
  let place: TestPlace;
  let db: LibsqlDataSource;

  beforeEach(async () => {
    place = await PLACES[kind]();
    db = await place.open();
  });
  afterEach(() => place.close());

  const value = async (id: string): Promise<number | undefined> =>
    (await db.getRepository(Counter).findOneBy({ id }))?.value;

  const increment = (id: string): Promise<void> =>
    db.transaction(async (manager) => {
      const counter = await manager.findOneByOrFail(Counter, { id });
      await Promise.resolve();
      await manager.update(Counter, { id }, { value: counter.value + 1 });
    });

  describe('hazard 1: every transaction has a connection of its own', () => {
    it('loses no update among 20 concurrent read-modify-write transactions', async () => {
      await db.getRepository(Counter).insert({ id: 'a', value: 0 });
      await Promise.all(Array.from({ length: 20 }, () => increment('a')));
      expect(await value('a')).toBe(20);
    });

    it('rolls back only the transaction that failed', async () => {
      const attempts = Array.from({ length: 10 }, (_, n) =>
        db.transaction(async (manager) => {
          await manager.insert(Counter, { id: `c${n}`, value: n });
          if (n % 2 === 0) throw new Error('no');
        }),
      );
      const settled = await Promise.allSettled(attempts);
      expect(settled.filter((one) => one.status === 'rejected')).toHaveLength(5);
      expect(await db.getRepository(Counter).count()).toBe(5);
    });

    it('keeps an outside write when a transaction open at the same time rolls back', async () => {
      const release = gate();
      const failing = db.transaction(async (manager) => {
        await manager.insert(Counter, { id: 'inside', value: 1 });
        await release.opened;
        throw new Error('no');
      });
      const outside = db.getRepository(Counter).insert({ id: 'outside', value: 1 });
      release.open();
      await expect(failing).rejects.toThrow('no');
      await outside;
      expect(await value('outside')).toBe(1);
      expect(await value('inside')).toBeUndefined();
    });

    it('shows outside readers only what is committed', async () => {
      const written = gate();
      const release = gate();
      const writing = db.transaction(async (manager) => {
        await manager.insert(Counter, { id: 'a', value: 1 });
        written.open();
        await release.opened;
      });
      await written.opened;
      const reading = value('a');
      // In memory there is one connection, so the reader waits for the transaction instead.
      if (kind !== 'memory') expect(await reading).toBeUndefined();
      release.open();
      await writing;
      if (kind === 'memory') expect(await reading).toBe(1);
      expect(await value('a')).toBe(1);
    });

    it('refuses a query that goes past the open transaction, reading or writing, instead of hanging', async () => {
      const sidestep = db.transaction(async () => {
        await db.getRepository(Counter).insert({ id: 'x', value: 1 });
      });
      await expect(sidestep).rejects.toThrow(WrongManagerError);
      await expect(db.transaction(() => db.query('SELECT 1'))).rejects.toThrow(/tx\.manager or tx\.query/);
      await expect(db.transaction(() => db.transaction(() => Promise.resolve()))).rejects.toThrow(
        NestedTransactionError,
      );
      expect(await value('x')).toBeUndefined();
    });

    it('does not count work that merely began inside a transaction as part of it once it has ended', async () => {
      const release = gate();
      let later: Promise<unknown> | undefined;
      await db.transaction(() => {
        later = release.opened.then(() => db.getRepository(Counter).insert({ id: 'later', value: 1 }));
        return Promise.resolve();
      });
      release.open();
      await later;
      expect(await value('later')).toBe(1);
    });

    it('turns transactions of the inner manager into savepoints', async () => {
      await db.transaction(async (manager) => {
        await manager.insert(Counter, { id: 'kept', value: 1 });
        const inner = manager.transaction(async (nested) => {
          await nested.insert(Counter, { id: 'dropped', value: 1 });
          throw new Error('inner');
        });
        await expect(inner).rejects.toThrow('inner');
        await manager.transaction((nested) => nested.insert(Counter, { id: 'kept too', value: 1 }));
      });
      const ids = (await db.getRepository(Counter).find({ order: { id: 'ASC' } })).map(
        (counter) => counter.id,
      );
      expect(ids).toEqual(['kept', 'kept too']);
    });

    it('gives the write lock back when a runner is released with its transaction open', async () => {
      const runner = db.createQueryRunner();
      await runner.startTransaction();
      await runner.query(`INSERT INTO counters VALUES ('left', 1)`);
      await runner.release();
      await db.getRepository(Counter).insert({ id: 'next', value: 1 });
      expect(await value('left')).toBeUndefined();
      await expect(runner.query('SELECT 1')).rejects.toThrow(/released/);
    });
  });

  describe('hazard 2: writers queue in the process, not inside SQLite', () => {
    it('lets a second writer wait its turn instead of meeting a locked database', async () => {
      // With no patience at all, whoever asks SQLite while another writes gets SQLITE_BUSY.
      const hasty = kind === 'memory' ? db : await place.open({ busyTimeoutMs: 1 });
      const release = gate();
      const holding = hasty.transaction(() => release.opened);
      const waiting = hasty.getRepository(Counter).insert({ id: 'b', value: 1 });
      setTimeout(release.open, 20);
      await Promise.all([holding, waiting]);
      expect(await value('b')).toBe(1);
    });

    it('serves writers in the order they came', async () => {
      const order: number[] = [];
      const write = (n: number): Promise<void> =>
        db.transaction(async (manager) => {
          order.push(n);
          await manager.insert(Counter, { id: `o${n}`, value: n });
        });
      await Promise.all([1, 2, 3, 4, 5].map(write));
      expect(order).toEqual([1, 2, 3, 4, 5]);
    });
  });

  describe('hazard 7: foreign keys', () => {
    it('are checked, inside transactions and outside', async () => {
      expect(db.foreignKeysEnforced).toBe(true);
      const orphan = `INSERT INTO children VALUES ('c', 'nobody')`;
      await expect(db.query(orphan)).rejects.toThrow(/FOREIGN KEY/);
      await expect(db.transaction((manager) => manager.query(orphan))).rejects.toThrow(/FOREIGN KEY/);
    });
  });

  describe('hazard 8: nothing hangs on session state', () => {
    it('tells the id of a new row by the statement itself', async () => {
      const insert = (name: string) =>
        db.getRepository(Sample).insert({ name, active: false, madeAt: new Date(0) });
      const results = await Promise.all(['a', 'b', 'c'].map(insert));
      const ids = results.map((result) => (result.identifiers[0] as { id: number }).id);
      expect(ids.sort()).toEqual([1, 2, 3]);
    });

    it('leaves foreign keys on for everybody after a statement switched them off for itself', async () => {
      if (kind === 'http') await db.query('PRAGMA foreign_keys=OFF');
      await expect(db.query(`INSERT INTO children VALUES ('c', 'nobody')`)).rejects.toThrow(/FOREIGN KEY/);
    });
  });

  it('says what is wrong with bad SQL and goes on working', async () => {
    await expect(db.query('SELEKT 1')).rejects.toThrow(/syntax/);
    await expect(db.transaction((manager) => manager.query('SELECT * FROM nowhere'))).rejects.toThrow(
      /nowhere/,
    );
    await db.getRepository(Counter).insert({ id: 'ok', value: 1 });
    expect(await value('ok')).toBe(1);
  });
});

function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
