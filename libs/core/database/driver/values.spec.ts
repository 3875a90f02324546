import { LessThan } from 'typeorm';
import { isUniqueViolation } from '../database.errors.js';
import type { LibsqlDataSource } from '../libsql.data-source.js';
import { queryRows } from '../sql.js';
import { Counter, PLACES, Sample, type TestPlace } from './driver.fixtures.js';

describe.each(['file', 'memory', 'http'] as const)('values and errors on %s', (kind) => {
  let place: TestPlace;
  let db: LibsqlDataSource;

  beforeEach(async () => {
    place = await PLACES[kind]();
    db = await place.open();
  });
  afterEach(() => place.close());

  describe('hazard 4: values arrive as they were meant', () => {
    it('binds whole numbers as integers', async () => {
      const [row] = await queryRows(db, 'SELECT typeof(?) AS type, 7 / ? AS quotient', [3, 2]);
      expect(row).toEqual({ type: 'integer', quotient: 3 });
      await db.query('INSERT INTO loose (id, label) VALUES (1, ?)', [3]);
      expect(await queryRows(db, 'SELECT label FROM loose')).toEqual([{ label: '3' }]);
    });

    it('keeps null, undefined, booleans, dates, fractions and bytes', async () => {
      const bytes = Buffer.from([0, 1, 254, 255]);
      const values = [
        null,
        undefined,
        true,
        false,
        new Date('2026-03-01T12:00:00.000Z'),
        1.5,
        bytes,
        bytes.subarray(1, 3),
      ];
      const [row] = await queryRows(
        db,
        'SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f, ? AS g, ? AS h',
        values,
      );
      expect(row).toEqual({
        ...{ a: null, b: null, c: 1, d: 0, e: '2026-03-01T12:00:00.000Z', f: 1.5 },
        ...{ g: bytes, h: Buffer.from([1, 254]) },
      });
    });

    it('gives integers beyond 2^53 as text instead of failing or rounding', async () => {
      const [row] = await queryRows(db, 'SELECT ? AS big, 9007199254740993 AS literal', [
        9223372036854775807n,
      ]);
      expect(row).toEqual({ big: '9223372036854775807', literal: '9007199254740993' });
    });

    it('refuses objects and numbers that are none', async () => {
      await expect(db.query('SELECT ?', [{ secret: 1 }])).rejects.toThrow(/cannot be bound/);
      await expect(db.query('SELECT ?', [Number.NaN])).rejects.toThrow(/finite/);
    });

    it('carries entities there and back, and saves again without seeing a change', async () => {
      const samples = db.getRepository(Sample);
      const saved = await samples.save({
        ...{ name: 'ä "quoted" 🙂', active: true, ratio: 3, bytes: Buffer.from('x') },
        ...{ details: { tags: ['a', 'b'] }, madeAt: new Date('2026-03-01T12:00:00.123Z') },
      });
      expect(saved.id).toBe(1);
      const found = await samples.findOneByOrFail({ id: 1 });
      expect(found).toEqual(saved);
      const [stored] = await queryRows(db, 'SELECT made_at, details FROM samples');
      expect(stored).toEqual({ made_at: '2026-03-01T12:00:00.123Z', details: '{"tags":["a","b"]}' });
      expect(await samples.countBy({ madeAt: LessThan(new Date('2026-03-01T12:00:00.124Z')) })).toBe(1);
      expect(await samples.countBy({ madeAt: LessThan(new Date('2026-03-01T12:00:00.123Z')) })).toBe(0);
    });

    it('counts the rows touched', async () => {
      const counters = db.getRepository(Counter);
      await counters.insert([
        { id: 'a', value: 1 },
        { id: 'b', value: 2 },
      ]);
      expect((await counters.update({ value: LessThan(5) }, { value: 5 })).affected).toBe(2);
      expect((await counters.increment({ id: 'a' }, 'value', 2)).affected).toBe(1);
      expect((await counters.delete({ id: 'nobody' })).affected).toBe(0);
      await counters.upsert({ id: 'a', value: 9 }, ['id']);
      expect((await counters.findOneByOrFail({ id: 'a' })).value).toBe(9);
      expect(await queryRows(db, 'UPDATE counters SET value = 0 RETURNING id')).toHaveLength(2);
      expect(await queryRows(db, 'UPDATE counters SET value = 1')).toEqual([]);
    });
  });

  describe('hazard 5: error codes differ between a file and a server', () => {
    it('knows a unique violation and its column everywhere', async () => {
      const insert = (name: string): Promise<unknown> =>
        db.getRepository(Sample).insert({ name, active: true, madeAt: new Date(0) });
      await insert('a');
      const error: unknown = await insert('a').catch((thrown: unknown) => thrown);
      expect(isUniqueViolation(error)).toBe(true);
      expect(isUniqueViolation(error, 'samples.name')).toBe(true);
      expect(isUniqueViolation(error, 'samples.id')).toBe(false);
      const key: unknown = await db
        .query(`INSERT INTO loose (id) VALUES (1), (1)`)
        .catch((thrown: unknown) => thrown);
      expect(isUniqueViolation(key, 'loose.id')).toBe(true);
      const other: unknown = await db
        .query('INSERT INTO samples (name) VALUES (NULL)')
        .catch((thrown: unknown) => thrown);
      expect(isUniqueViolation(other)).toBe(false);
      // In a transaction too, where a server wraps the error once more.
      const within: unknown = await db
        .transaction((manager) =>
          manager.query(`INSERT INTO samples (name, active, made_at) VALUES ('a', 1, '')`),
        )
        .catch((thrown: unknown) => thrown);
      expect(isUniqueViolation(within, 'samples.name')).toBe(true);
    });
  });

  it('binds the parameters of a query builder by the same rules', async () => {
    await db.getRepository(Sample).save({ name: 'n', active: false, madeAt: new Date(0) });
    const found = await db
      .getRepository(Sample)
      .createQueryBuilder('s')
      .where('s.active = :on', { on: false })
      .getMany();
    expect(found).toHaveLength(1);
  });
});
