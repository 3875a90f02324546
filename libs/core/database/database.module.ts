import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { migrations } from '../../../migrations/index.js';
import { AppConfig } from '../config/exports.js';
import { OutboxRegistry } from '../outbox/outbox-registry.js';
import { OutboxSignal } from '../outbox/outbox-signal.js';
import { DiscoveredProviders, ProviderSource } from '../outbox/provider-source.js';
import { DatabaseNewerError, MigrationBrokeReferencesError } from './database.errors.js';
import { createDataSource, type LibsqlDataSource } from './libsql.data-source.js';
import { UnitOfWork } from './unit-of-work.js';

/** The database of the process: connected and migrated before anything else starts. Needs `AppConfig` and `Clock`. */
@Module({})
export class DatabaseModule {
  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [DiscoveryModule, typeOrm()],
      providers: [
        UnitOfWork,
        OutboxRegistry,
        OutboxSignal,
        { provide: ProviderSource, useClass: DiscoveredProviders },
      ],
      exports: [UnitOfWork, OutboxRegistry, OutboxSignal, ProviderSource],
    };
  }
}

function typeOrm(): DynamicModule {
  return TypeOrmModule.forRootAsync({
    inject: [AppConfig],
    useFactory: (config: AppConfig): TypeOrmModuleOptions => ({
      type: 'better-sqlite3',
      driver: {},
      database: config.database.url,
      autoLoadEntities: true,
      extra: config.database,
      // A remote server may come up after us; a file that cannot be opened will not heal, nor will a newer schema.
      retryAttempts: config.database.url.startsWith('file:') ? 0 : 5,
      retryDelay: 2000,
      toRetry: (error: unknown) =>
        !(error instanceof DatabaseNewerError || error instanceof MigrationBrokeReferencesError),
    }),
    dataSourceFactory: async (options) => {
      const { url, authToken } = options?.extra as AppConfig['database'];
      const entities = Object.values(options?.entities ?? {}) as unknown[];
      return open({ url, authToken: authToken?.reveal(), entities });
    },
  });
}

async function open(options: {
  url: string;
  authToken?: string;
  entities: unknown[];
}): Promise<LibsqlDataSource> {
  const logger = new Logger('Database');
  const dataSource = await createDataSource({ ...options, migrations });
  try {
    const done = await dataSource.runMigrations();
    if (done.length > 0) logger.log(`Migrated: ${done.map((migration) => migration.name).join(', ')}`);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  if (!dataSource.foreignKeysEnforced) {
    logger.warn('This database server does not check foreign keys by default; enable it there.');
  }
  return dataSource;
}
