import { ManualClock } from '../clock/exports.js';
import { OnEvent, createTestWork } from '../outbox/exports.js';
import { NestedTransactionError, WrongManagerError } from './database.errors.js';
import { Counter, Tables1700000000001 } from './driver/driver.fixtures.js';
import { type LibsqlDataSource } from './libsql.data-source.js';
import { queryRows } from './sql.js';
import { migrations } from '../../../migrations/index.js';
import { openTestDatabase } from './testing.js';

@OnEvent({ event: 'shop.sold', subscriber: 'mail' })
class Mail {
  handle = (): Promise<void> => Promise.resolve();
}

@OnEvent({ event: 'shop.sold', subscriber: 'stock' })
class Stock {
  handle = (): Promise<void> => Promise.resolve();
}

describe('UnitOfWork', () => {
  const clock = new ManualClock('2026-03-01T12:00:00.000Z');
  let db: LibsqlDataSource;
  const work = () => createTestWork(db, { clock, handlers: [new Mail(), new Stock()] });
  const jobs = () => queryRows(db, 'SELECT kind, payload, dedupe_key, run_at FROM outbox_jobs ORDER BY id');

  beforeEach(async () => {
    db = await openTestDatabase({ entities: [Counter], migrations: [...migrations, Tables1700000000001] });
  });
  afterEach(() => db.destroy());

  it('commits state and jobs together', async () => {
    const { uow } = work();
    const result = await uow.run(async (tx) => {
      await tx.manager.insert(Counter, { id: 'a', value: 1 });
      await tx.enqueue({ kind: 'count.report', payload: { id: 'a' } });
      return tx.query<{ value: number }>('SELECT value FROM counters WHERE id = ?', ['a']);
    });
    expect(result).toEqual([{ value: 1 }]);
    expect(await jobs()).toEqual([
      { kind: 'count.report', payload: '{"id":"a"}', dedupe_key: null, run_at: '2026-03-01T12:00:00.000Z' },
    ]);
  });

  it('drops state, jobs and events together when the work fails, and wakes nobody', async () => {
    const { uow, signal } = work();
    let woken = 0;
    signal.listen(() => (woken += 1));
    const failing = uow.run(async (tx) => {
      await tx.manager.insert(Counter, { id: 'a', value: 1 });
      await tx.enqueue({ kind: 'count.report', payload: {} });
      await tx.publish({ name: 'shop.sold', payload: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await jobs()).toEqual([]);
    expect(await db.getRepository(Counter).count()).toBe(0);
    expect(woken).toBe(0);
  });

  it('wakes the worker only after the commit, and only when there is work', async () => {
    const { uow, signal } = work();
    let committed = 0;
    const seen: number[] = [];
    signal.listen(() => seen.push(committed));
    await uow.run(() => Promise.resolve());
    expect(seen).toEqual([]);
    const counted = uow.run(async (tx) => {
      await tx.enqueue({ kind: 'k', payload: {} });
      expect(seen).toEqual([]);
      committed = 1;
    });
    await counted;
    expect(seen).toEqual([1]);
  });

  it('writes one job per subscriber of an event, none for an event nobody hears', async () => {
    await work().uow.run(async (tx) => {
      await tx.publish({ name: 'shop.sold', payload: { id: 7 } });
      await tx.publish({ name: 'shop.closed', payload: {} });
    });
    expect((await jobs()).map(({ kind, payload }) => [kind, payload])).toEqual([
      ['event:shop.sold>mail', '{"id":7}'],
      ['event:shop.sold>stock', '{"id":7}'],
    ]);
  });

  it('takes a dedupe key once for good, per kind, without failing the second time', async () => {
    const { uow } = work();
    const enqueue = (kind: string, n: number): Promise<void> =>
      uow.run((tx) => tx.enqueue({ kind, payload: { n }, dedupeKey: 'evt_1' }));
    await enqueue('a', 1);
    await db.query(`UPDATE outbox_jobs SET status = 'done'`);
    await enqueue('a', 2);
    await enqueue('b', 3);
    expect((await jobs()).map(({ payload }) => payload)).toEqual(['{"n":1}', '{"n":3}']);
  });

  it('refuses a unit of work inside another one, and a query that goes past it', async () => {
    const { uow } = work();
    await expect(uow.run(() => uow.run(() => Promise.resolve()))).rejects.toThrow(NestedTransactionError);
    await expect(uow.run(() => db.getRepository(Counter).count())).rejects.toThrow(WrongManagerError);
    // and goes on working afterwards
    await uow.run((tx) => tx.manager.insert(Counter, { id: 'b', value: 1 }));
  });

  it('is void once it has ended', async () => {
    let leaked: { query(sql: string): Promise<unknown> } | undefined;
    await work().uow.run((tx) => {
      leaked = tx;
      return Promise.resolve();
    });
    await expect(leaked?.query('SELECT 1')).rejects.toThrow(/released/);
  });
});
