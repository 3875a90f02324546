import Database from 'libsql';
import { isBusy } from '../database.errors.js';
import type { LibsqlDataSource } from '../libsql.data-source.js';
import { Counter, PLACES, type TestPlace } from './driver.fixtures.js';

describe('hazard 3: a connection that met SQLITE_BUSY is spoilt', () => {
  let place: TestPlace;
  let db: LibsqlDataSource;
  let foreigner: Database.Database;

  beforeEach(async () => {
    place = await PLACES.file();
    db = await place.open({ busyTimeoutMs: 20 });
    foreigner = new Database(place.url.slice('file:'.length));
  });
  afterEach(async () => {
    foreigner.close();
    await place.close();
  });

  const add = (id: string): Promise<void> =>
    db.transaction(async (manager) => {
      await manager.insert(Counter, { id, value: 1 });
    });
  const ids = async (): Promise<string[]> =>
    (await db.getRepository(Counter).find({ order: { id: 'ASC' } })).map((counter) => counter.id);

  it.each([
    ['a transaction', () => add('refused')],
    ['a single write', () => db.getRepository(Counter).insert({ id: 'refused', value: 1 })],
  ])('so after %s ran into another process, the next ones commit', async (_, write) => {
    foreigner.exec(`BEGIN IMMEDIATE; INSERT INTO counters VALUES ('first', 1)`);
    const error: unknown = await write().catch((thrown: unknown) => thrown);
    expect(isBusy(error)).toBe(true);
    expect(await ids()).toEqual([]);
    foreigner.exec('COMMIT');
    await add('second');
    await db.getRepository(Counter).insert({ id: 'third', value: 1 });
    expect(await ids()).toEqual(['first', 'second', 'third']);
  });

  it('and a writer waits for another process without stopping the event loop', async () => {
    const patient = await place.open({ busyTimeoutMs: 10_000 });
    foreigner.exec(`BEGIN IMMEDIATE; INSERT INTO counters VALUES ('first', 1)`);
    const waiting = patient.getRepository(Counter).insert({ id: 'second', value: 1 });
    // The other process ends its transaction from this same event loop: only possible because it still turns.
    setImmediate(() => foreigner.exec('COMMIT'));
    await waiting;
    expect(await ids()).toEqual(['first', 'second']);
  });
});

describe.each(['file', 'http'] as const)('two processes on one %s database', (kind) => {
  it('lose no update', async () => {
    const place = await PLACES[kind]();
    const one = await place.open();
    const two = await place.open();
    await one.getRepository(Counter).insert({ id: 'a', value: 0 });
    const increment = (db: LibsqlDataSource): Promise<void> =>
      db.transaction(async (manager) => {
        const counter = await manager.findOneByOrFail(Counter, { id: 'a' });
        await manager.update(Counter, { id: 'a' }, { value: counter.value + 1 });
      });
    await Promise.all(
      [one, two].map(async (db) => {
        for (let n = 0; n < 10; n++) await increment(db);
      }),
    );
    expect((await two.getRepository(Counter).findOneByOrFail({ id: 'a' })).value).toBe(20);
    await place.close();
  });
});
