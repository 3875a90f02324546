import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { ByokModule } from '@automna/byok';
import { FlyProvisionerModule } from '@automna/fly-provisioner';
import { NotificationsModule } from '@automna/notifications';
import { OpenClawModule } from '@automna/openclaw';
import { ServiceLimitsModule } from '@automna/service-limits';
import { Module } from '@nestjs/common';
import { AccountClosedMail, AccountKeptMail, DeletionRequestedMail } from './account-letters.handlers.js';
import { AgentReadyMail } from './agent-ready-mail.handler.js';
import { EndChannelsWithAccount, EndSubscriptionWithAccount } from './end-with-account.handlers.js';
import { MachineController } from './machine.controller.js';
import { ProvisionController } from './provision.controller.js';
import { ProvisionEvents } from './provision-events.service.js';
import { ProvisionService } from './provision.service.js';
import { SetupController } from './setup.controller.js';
import { SetupService } from './setup.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

/** The one place that strings billing, byok and provisioning together: setup, the dashboard's facts, reactions. */
@Module({
  imports: [
    AccountsModule,
    NotificationsModule,
    BillingModule,
    ByokModule,
    OpenClawModule,
    FlyProvisionerModule,
    ServiceLimitsModule,
  ],
  controllers: [SetupController, ProvisionController, MachineController, UsageController],
  providers: [
    SetupService,
    ProvisionService,
    ProvisionEvents,
    UsageService,
    AccountClosedMail,
    AccountKeptMail,
    AgentReadyMail,
    DeletionRequestedMail,
    EndChannelsWithAccount,
    EndSubscriptionWithAccount,
  ],
  exports: [UsageService],
})
export class OnboardingModule {}
