import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { ByokModule } from '@automna/byok';
import { FlyProvisionerModule } from '@automna/fly-provisioner';
import { OpenClawModule } from '@automna/openclaw';
import { Module } from '@nestjs/common';
import { OnboardingModule } from '../onboarding/onboarding.module.js';
import { ClockService } from './clock.service.js';
import { StaffCustomersController } from './customers.controller.js';
import { StaffCustomers } from './customers.service.js';
import { OperationsController } from './operations.controller.js';
import { Operations } from './operations.service.js';

/** What the console reads: it joins the rooms, so it stands beside them. */
@Module({
  imports: [
    AccountsModule,
    BillingModule,
    ByokModule,
    OpenClawModule,
    FlyProvisionerModule,
    OnboardingModule,
  ],
  controllers: [StaffCustomersController, OperationsController],
  providers: [StaffCustomers, Operations, ClockService],
})
export class StaffModule {}
