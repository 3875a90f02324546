import { BillingModule, CHANNELS_IN_USE, type ChannelsInUse, Subscriptions } from '@automna/billing';
import { ByokKeys, ByokModule } from '@automna/byok';
import { MACHINE_KEY_SOURCE, type MachineKeySource } from '@automna/fly-provisioner';
import { ChannelChoices, OpenClawModule, PLAN_OF_CUSTOMER } from '@automna/openclaw';
import { Global, Module } from '@nestjs/common';
import { planOfCustomer } from './service-of-customer.js';

/**
 * Where lower rooms get facts owned above them: the plan comes from billing, the key for the machine
 * from byok, the channels in use from openclaw.
 * Global, because the rooms that declare these ports must not know who fills them.
 */
@Global()
@Module({
  imports: [BillingModule, ByokModule, OpenClawModule],
  providers: [
    {
      provide: PLAN_OF_CUSTOMER,
      inject: [Subscriptions],
      useFactory: planOfCustomer,
    },
    {
      provide: CHANNELS_IN_USE,
      inject: [ChannelChoices],
      useFactory: (choices: ChannelChoices): ChannelsInUse => ({
        channelsOf: (userId) => choices.optionsOf(userId),
        planKept: (tx, userId, keepIds) => choices.keep(tx, userId, keepIds),
      }),
    },
    {
      provide: MACHINE_KEY_SOURCE,
      inject: [ByokKeys],
      useFactory: (keys: ByokKeys): MachineKeySource => ({ keyFor: (userId) => keys.usableKey(userId) }),
    },
  ],
  exports: [PLAN_OF_CUSTOMER, CHANNELS_IN_USE, MACHINE_KEY_SOURCE],
})
export class PortsModule {}
