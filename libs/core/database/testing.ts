import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations as allMigrations } from '../../../migrations/index.js';
import { LibsqlDataSource, type LibsqlOptions } from './libsql.data-source.js';

/** For specs: a migrated database in a fresh temporary file (or at `url`); `destroy()` removes the file. */
export async function openTestDatabase(
  options: Omit<LibsqlOptions, 'url'> & { url?: string },
): Promise<LibsqlDataSource> {
  const folder = options.url === undefined ? await mkdtemp(join(tmpdir(), 'automna-db-')) : undefined;
  const url = options.url ?? `file:${join(folder ?? '', 'test.db')}`;
  const dataSource = new TemporaryDataSource({ migrations: allMigrations, ...options, url }, folder);
  await dataSource.initialize();
  await dataSource.runMigrations();
  return dataSource;
}

class TemporaryDataSource extends LibsqlDataSource {
  constructor(
    options: LibsqlOptions,
    private readonly folder: string | undefined,
  ) {
    super(options);
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }
}
