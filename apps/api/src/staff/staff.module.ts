import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { ByokModule } from '@automna/byok';
import { FlyProvisionerModule } from '@automna/fly-provisioner';
import { OpenClawModule } from '@automna/openclaw';
import { Module } from '@nestjs/common';
import { OnboardingModule } from '../onboarding/onboarding.module.js';
import { StaffAttention } from './attention.service.js';
import { StaffBillingController } from './billing.controller.js';
import { ClockService } from './clock.service.js';
import { StaffCustomerBilling } from './customer-billing.service.js';
import { StaffCustomersController } from './customers.controller.js';
import { StaffCustomers } from './customers.service.js';
import { StaffDrift } from './drift.service.js';
import { StaffFleet } from './fleet.service.js';
import { StaffMachinesController } from './machines.controller.js';
import { StaffMachines } from './machines.service.js';
import { OperationsController } from './operations.controller.js';
import { Operations } from './operations.service.js';
import { StaffStripeEvents } from './stripe-events.service.js';

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
  controllers: [
    StaffCustomersController,
    StaffBillingController,
    StaffMachinesController,
    OperationsController,
  ],
  providers: [
    StaffCustomers,
    StaffCustomerBilling,
    StaffStripeEvents,
    StaffAttention,
    StaffDrift,
    StaffFleet,
    StaffMachines,
    Operations,
    ClockService,
  ],
})
export class StaffModule {}
