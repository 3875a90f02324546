import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { ByokModule } from '@automna/byok';
import {
  AccessModule,
  AppConfig,
  ConfigModule,
  DatabaseModule,
  HealthModule,
  HttpModule,
  LoggingModule,
  MetricsModule,
  OutboxModule,
  SchedulerModule,
} from '@automna/core';
import { FlyProvisionerModule } from '@automna/fly-provisioner';
import { NotificationsModule } from '@automna/notifications';
import { OpenClawModule } from '@automna/openclaw';
import { type DynamicModule, Module } from '@nestjs/common';
import { ChatModule } from './chat/chat.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { PortsModule } from './onboarding/ports.module.js';
import { PlansController } from './plans/plans.controller.js';
import { SandboxModule } from './sandbox/sandbox.module.js';
import { StaffModule } from './staff/staff.module.js';

/** The product, put together: core first, then the rooms from the bottom up, then what strings them together. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        LoggingModule,
        MetricsModule,
        DatabaseModule.forRoot(),
        OutboxModule,
        SchedulerModule,
        HttpModule,
        AccessModule,
        HealthModule,
        AccountsModule,
        NotificationsModule,
        BillingModule,
        OpenClawModule,
        FlyProvisionerModule,
        ByokModule,
        PortsModule,
        OnboardingModule,
        ChatModule,
        StaffModule,
        ...(config.profile === 'sandbox' ? [SandboxModule] : []),
      ],
      controllers: [PlansController],
    };
  }
}
