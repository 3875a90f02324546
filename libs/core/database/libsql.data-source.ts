import {
  DataSource,
  type EntityManager,
  type Migration,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { LibsqlDriver } from './driver/libsql.driver.js';
import { LibsqlEntityManager } from './driver/libsql.entity-manager.js';
import type { GatewayOptions } from './driver/gateway.js';
import { applyMigrations, revertLastMigration } from './migrator.js';

type EntityClass = abstract new (...args: never[]) => object;
export type MigrationClass = new () => MigrationInterface;

export interface LibsqlOptions extends GatewayOptions {
  /** Entity classes. */
  entities: readonly unknown[];
  migrations?: readonly unknown[];
}

/**
 * A TypeORM data source on libSQL. TypeORM has no driver for it, so this one says `better-sqlite3` (the dialect) and
 * then puts its own driver in place; the better-sqlite3 package is not needed.
 */
export class LibsqlDataSource extends DataSource {
  declare driver: LibsqlDriver;

  constructor(options: LibsqlOptions) {
    super({
      type: 'better-sqlite3',
      driver: {},
      database: options.url,
      entities: [...options.entities] as EntityClass[] as never,
      migrations: [...(options.migrations ?? [])] as MigrationClass[],
      synchronize: false,
      logging: false,
    });
    this.driver = new LibsqlDriver(this, options);
  }

  /** False when the server does not check foreign keys by itself. */
  get foreignKeysEnforced(): boolean {
    return this.driver.foreignKeysEnforced;
  }

  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new LibsqlEntityManager(this, queryRunner);
  }

  /**
   * Brings the schema up to date; safe when several processes start at once. Each migration is one transaction.
   * @throws DatabaseNewerError, MigrationBrokeReferencesError
   */
  override runMigrations(): Promise<Migration[]> {
    return applyMigrations(this);
  }

  override undoLastMigration(): Promise<void> {
    return revertLastMigration(this);
  }
}

/** Opens a database. It is connected but not migrated: call `runMigrations()`. */
export async function createDataSource(options: LibsqlOptions): Promise<LibsqlDataSource> {
  const dataSource = new LibsqlDataSource(options);
  await dataSource.initialize();
  return dataSource;
}
