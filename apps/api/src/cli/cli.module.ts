import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { type AppConfig } from '@automna/core';
import { type DynamicModule, Module } from '@nestjs/common';
import { AppModule } from '../app.module.js';
import { DbCommand, MigrateCommand } from './db.command.js';
import { OpenApiCommand, WriteOpenApiCommand } from './openapi.command.js';
import { ReconcileCommand, StripeCommand, SyncCatalogueCommand } from './stripe.command.js';
import { CreateAdminCommand, UsersCommand } from './users.command.js';

/** Operations: the same modules as the API, driven from the command line. */
@Module({})
export class CliModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: CliModule,
      imports: [AppModule.forRoot(config), AccountsModule, BillingModule],
      providers: [
        DbCommand,
        MigrateCommand,
        ReconcileCommand,
        StripeCommand,
        SyncCatalogueCommand,
        UsersCommand,
        CreateAdminCommand,
        OpenApiCommand,
        WriteOpenApiCommand,
      ],
    };
  }
}
