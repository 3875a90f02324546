import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Column,
  Entity,
  type MigrationInterface,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type QueryRunner,
} from 'typeorm';
import { startHranaServer } from '../../../../test/support/hrana/index.js';
import { InstantColumn, JsonColumn } from '../columns.js';
import { type LibsqlDataSource, type LibsqlOptions, createDataSource } from '../libsql.data-source.js';

@Entity('counters')
export class Counter {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'integer' })
  value!: number;
}

@Entity('samples')
export class Sample {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'text', unique: true })
  name!: string;

  @Column({ type: 'boolean' })
  active!: boolean;

  @Column({ type: 'real', nullable: true })
  ratio!: number | null;

  @Column({ type: 'blob', nullable: true })
  bytes!: Buffer | null;

  @JsonColumn({ name: 'details', nullable: true })
  details!: { tags: string[] } | null;

  @InstantColumn({ name: 'made_at' })
  madeAt!: Date;
}

export class Tables1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE counters (id TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT');
    await runner.query(`CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
      active INTEGER NOT NULL, ratio REAL, bytes BLOB, details TEXT, made_at TEXT NOT NULL) STRICT`);
    await runner.query('CREATE TABLE loose (id INTEGER PRIMARY KEY, label TEXT, amount NUMERIC)');
    await runner.query('CREATE TABLE parents (id TEXT PRIMARY KEY)');
    await runner.query(`CREATE TABLE children (id TEXT PRIMARY KEY,
      parent_id TEXT NOT NULL REFERENCES parents(id) ON DELETE CASCADE)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['children', 'parents', 'loose', 'samples', 'counters'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

export interface TestPlace {
  url: string;
  /** Opens one more connection to the same database: another process, as far as the database knows. */
  open(options?: Partial<LibsqlOptions>): Promise<LibsqlDataSource>;
  close(): Promise<void>;
}

/** A fresh database of each kind we support, with helpers to open it more than once (memory cannot be shared). */
export const PLACES: Record<'file' | 'memory' | 'http', () => Promise<TestPlace>> = {
  file: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'automna-driver-'));
    return place(`file:${join(folder, 'nested', 'test.db')}`, () => rm(folder, { recursive: true }));
  },
  memory: () => Promise.resolve(place(':memory:', () => Promise.resolve())),
  http: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'automna-hrana-'));
    const server = await startHranaServer({ path: join(folder, 'remote.db'), authToken: 'sesame' });
    return place(server.url, async () => {
      await server.close();
      await rm(folder, { recursive: true });
    });
  },
};

function place(url: string, cleanUp: () => Promise<void>): TestPlace {
  const opened: LibsqlDataSource[] = [];
  return {
    url,
    open: async (options = {}) => {
      const entities = [Counter, Sample];
      const migrations = [Tables1700000000001];
      const dataSource = await createDataSource({
        url,
        authToken: 'sesame',
        entities,
        migrations,
        ...options,
      });
      opened.push(dataSource);
      await dataSource.runMigrations();
      return dataSource;
    },
    close: async () => {
      for (const dataSource of opened) if (dataSource.isInitialized) await dataSource.destroy();
      await cleanUp();
    },
  };
}
