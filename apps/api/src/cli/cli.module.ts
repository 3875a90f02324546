import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { ByokModule } from '@automna/byok';
import { type AppConfig } from '@automna/core';
import { FlyProvisionerModule } from '@automna/fly-provisioner';
import { type DynamicModule, Module } from '@nestjs/common';
import { AppModule } from '../app.module.js';
import { DbCommand, MigrateCommand } from './db.command.js';
import { MachinesCommand, ReconcileMachinesCommand } from './machines.command.js';
import { OpenApiCommand, WriteOpenApiCommand } from './openapi.command.js';
import { SealedPlaces } from './sealed-places.js';
import { RotateSecretsCommand, SecretsCommand } from './secrets.command.js';
import { ReconcileCommand, StripeCommand, SyncCatalogueCommand } from './stripe.command.js';
import { CreateAdminCommand, UsersCommand } from './users.command.js';

/** Operations: the same modules as the API, driven from the command line. */
@Module({})
export class CliModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: CliModule,
      imports: [AppModule.forRoot(config), AccountsModule, BillingModule, FlyProvisionerModule, ByokModule],
      providers: [
        DbCommand,
        MachinesCommand,
        MigrateCommand,
        ReconcileCommand,
        ReconcileMachinesCommand,
        RotateSecretsCommand,
        SealedPlaces,
        SecretsCommand,
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
