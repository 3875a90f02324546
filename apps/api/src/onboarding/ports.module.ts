import { BillingModule, Subscriptions } from '@automna/billing';
import { ByokKeys, ByokModule } from '@automna/byok';
import { MACHINE_KEY_SOURCE, type MachineKeySource } from '@automna/fly-provisioner';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Global, Module } from '@nestjs/common';

/**
 * Where lower rooms get facts owned above them: the plan comes from billing, the key for the machine from byok.
 * Global, because the rooms that declare these ports must not know who fills them.
 */
@Global()
@Module({
  imports: [BillingModule, ByokModule],
  providers: [
    {
      provide: PLAN_OF_CUSTOMER,
      inject: [Subscriptions],
      useFactory: (subscriptions: Subscriptions): PlanOfCustomer => ({
        async planOf(userId) {
          const { live, plan } = await subscriptions.ofUser(userId);
          return live && plan ? plan.name : null;
        },
      }),
    },
    {
      provide: MACHINE_KEY_SOURCE,
      inject: [ByokKeys],
      useFactory: (keys: ByokKeys): MachineKeySource => ({ keyFor: (userId) => keys.usableKey(userId) }),
    },
  ],
  exports: [PLAN_OF_CUSTOMER, MACHINE_KEY_SOURCE],
})
export class PortsModule {}
