import { Migration, type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { DatabaseNewerError, MigrationBrokeReferencesError } from './database.errors.js';
import { queryRows } from './sql.js';

interface KnownMigration {
  name: string;
  timestamp: number;
  instance: MigrationInterface;
}

// TypeORM's own table and layout, so that its command line still understands the database.
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS "migrations" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "timestamp" bigint NOT NULL, "name" varchar NOT NULL)`;

/**
 * Our own runner instead of TypeORM's, for three things it does not do: two processes may start at once (each migration
 * looks again inside its write transaction), a newer database is refused, and broken references undo the migration.
 */
export async function applyMigrations(dataSource: DataSource): Promise<Migration[]> {
  const known = knownMigrations(dataSource);
  await queryRows(dataSource, CREATE_TABLE);
  const applied = await appliedNames(dataSource);
  const unknown = applied.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) throw new DatabaseNewerError(unknown);
  const done: Migration[] = [];
  for (const migration of known.filter(({ name }) => !applied.includes(name))) {
    if (await inMigrationTransaction(dataSource, (runner) => apply(runner, migration))) {
      done.push(new Migration(undefined, migration.timestamp, migration.name, migration.instance));
    }
  }
  return done;
}

/** Undoes the newest migration. For development: a released migration is followed by another one, never taken back. */
export async function revertLastMigration(dataSource: DataSource): Promise<void> {
  const last = (await appliedNames(dataSource)).at(-1);
  const migration = knownMigrations(dataSource).find(({ name }) => name === last);
  if (!migration)
    throw new Error(last ? `Migration ${last} is not in the code` : 'There is no migration to undo');
  await inMigrationTransaction(dataSource, async (runner) => {
    await migration.instance.down(runner);
    await refuseBrokenReferences(runner, migration.name);
    await runner.query('DELETE FROM "migrations" WHERE "name" = ?', [migration.name]);
  });
}

async function apply(runner: QueryRunner, migration: KnownMigration): Promise<boolean> {
  const done = await queryRows(runner, 'SELECT 1 FROM "migrations" WHERE "name" = ?', [migration.name]);
  if (done.length > 0) return false;
  await migration.instance.up(runner);
  await refuseBrokenReferences(runner, migration.name);
  const row = [migration.timestamp, migration.name];
  await runner.query('INSERT INTO "migrations" ("timestamp", "name") VALUES (?, ?)', row);
  return true;
}

async function refuseBrokenReferences(runner: QueryRunner, name: string): Promise<void> {
  const broken = await queryRows<{ table: string }>(runner, 'PRAGMA foreign_key_check');
  const tables = [...new Set(broken.map((row) => row.table))];
  if (tables.length > 0) throw new MigrationBrokeReferencesError(name, tables);
}

async function inMigrationTransaction<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.beforeMigration();
    await runner.startTransaction();
    const result = await work(runner);
    await runner.commitTransaction();
    return result;
  } finally {
    // Rolls back what was not committed.
    await runner.release();
  }
}

async function appliedNames(dataSource: DataSource): Promise<string[]> {
  const rows = await queryRows<{ name: string }>(dataSource, 'SELECT "name" FROM "migrations" ORDER BY "id"');
  return rows.map((row) => row.name);
}

function knownMigrations(dataSource: DataSource): KnownMigration[] {
  const known = dataSource.migrations.map((instance) => {
    const name = instance.name ?? instance.constructor.name;
    const timestamp = Number(/\d{13}$/.exec(name)?.[0]);
    if (!timestamp) throw new Error(`The migration class ${name} must end in a 13-digit timestamp`);
    return { name, timestamp, instance };
  });
  return known.sort((a, b) => a.timestamp - b.timestamp);
}
