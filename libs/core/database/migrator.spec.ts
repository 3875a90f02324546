import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DatabaseNewerError, MigrationBrokeReferencesError } from './database.errors.js';
import { PLACES, Tables1700000000001, type TestPlace } from './driver/driver.fixtures.js';
import { queryRows } from './sql.js';

class Rebuild1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE parents_new (id TEXT PRIMARY KEY, name TEXT)`);
    await runner.query(`INSERT INTO parents_new (id) SELECT id FROM parents`);
    await runner.query(`DROP TABLE parents`);
    await runner.query(`ALTER TABLE parents_new RENAME TO parents`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE parents_old (id TEXT PRIMARY KEY)`);
    await runner.query(`INSERT INTO parents_old SELECT id FROM parents`);
    await runner.query(`DROP TABLE parents`);
    await runner.query(`ALTER TABLE parents_old RENAME TO parents`);
  }
}

class Careless1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM parents`);
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

class Failing1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE half (id TEXT)`);
    throw new Error('half way');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

const OLD = [Tables1700000000001];

describe.each(['file', 'http'] as const)('migrations on %s', (kind) => {
  let place: TestPlace;

  beforeEach(async () => {
    place = await PLACES[kind]();
    const db = await place.open({ migrations: OLD });
    await db.query(`INSERT INTO parents VALUES ('p')`);
    await db.query(`INSERT INTO children VALUES ('c', 'p')`);
  });
  afterEach(() => place.close());

  it('hazard 6: rebuild a parent table without losing its children, and check foreign keys again afterwards', async () => {
    const db = await place.open({ migrations: [...OLD, Rebuild1700000000002] });
    expect(await queryRows(db, 'SELECT id, parent_id FROM children')).toEqual([{ id: 'c', parent_id: 'p' }]);
    expect(await queryRows(db, 'SELECT id, name FROM parents')).toEqual([{ id: 'p', name: null }]);
    await expect(db.query(`INSERT INTO children VALUES ('d', 'nobody')`)).rejects.toThrow(/FOREIGN KEY/);
    await expect(
      db.transaction((tx) => tx.query(`INSERT INTO children VALUES ('d', 'nobody')`)),
    ).rejects.toThrow(/FOREIGN KEY/);
    await db.undoLastMigration();
    expect(await queryRows(db, 'SELECT * FROM parents')).toEqual([{ id: 'p' }]);
    expect(await queryRows(db, 'SELECT id FROM children')).toHaveLength(1);
  });

  it('are undone when they leave rows without their parent', async () => {
    await expect(place.open({ migrations: [...OLD, Careless1700000000003] })).rejects.toThrow(
      new MigrationBrokeReferencesError('Careless1700000000003', ['children']),
    );
    const db = await place.open({ migrations: OLD });
    expect(await queryRows(db, 'SELECT id FROM parents')).toHaveLength(1);
  });

  it('leave nothing behind when they fail half way, and foreign keys are on again', async () => {
    await expect(place.open({ migrations: [...OLD, Failing1700000000004] })).rejects.toThrow('half way');
    const db = await place.open({ migrations: OLD });
    expect(await queryRows(db, `SELECT name FROM sqlite_master WHERE name = 'half'`)).toEqual([]);
    await expect(db.query(`INSERT INTO children VALUES ('d', 'nobody')`)).rejects.toThrow(/FOREIGN KEY/);
  });

  it('refuse a database that is newer than the code, in one clear line', async () => {
    await place.open({ migrations: [...OLD, Rebuild1700000000002] });
    const error = await place.open({ migrations: OLD }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseNewerError);
    const { message } = error as Error;
    expect(message).toMatch(/newer than this version .*Rebuild1700000000002.*start the newer version/);
    expect(message).not.toContain('\n');
  });

  it('run once when two processes start at the same time', async () => {
    const migrations = [...OLD, Rebuild1700000000002];
    const [one, two] = await Promise.all([place.open({ migrations }), place.open({ migrations })]);
    for (const db of [one, two]) {
      expect(await queryRows(db, 'SELECT name FROM migrations ORDER BY id')).toEqual([
        { name: 'Tables1700000000001' },
        { name: 'Rebuild1700000000002' },
      ]);
    }
  });
});

it('a migration class without a 13-digit time is refused', async () => {
  class Nameless implements MigrationInterface {
    up = (): Promise<void> => Promise.resolve();
    down = (): Promise<void> => Promise.resolve();
  }
  const place = await PLACES.memory();
  await expect(place.open({ migrations: [Nameless] })).rejects.toThrow(/13-digit/);
  await place.close();
});
