import { describe, expect, it } from '@jest/globals';
import type { Users } from '@automna/accounts';
import type { Checkout, Subscriptions, SubscriptionView } from '@automna/billing';
import type { ByokKeys } from '@automna/byok';
import { type Clock, ManualClock, type UnitOfWork } from '@automna/core';
import type { MachineProvisioner } from '@automna/fly-provisioner';
import type { ChannelsService } from '@automna/openclaw';
import type { DataSource } from 'typeorm';
import { SetupService } from './setup.service.js';

interface Facts {
  subscription: Pick<SubscriptionView, 'live' | 'service'>;
  machine?: 'none' | 'ready';
}

/** A customer with a key, who put the channel off. */
function setupOf({ subscription, machine = 'none' }: Facts) {
  const service = new SetupService(
    { get: async () => ({ emailVerifiedAt: new Date() }) } as unknown as Users,
    { ofUser: async () => subscription } as unknown as Subscriptions,
    { latestOf: async () => null } as unknown as Checkout,
    { ofUser: async () => ({}) } as unknown as ByokKeys,
    { status: async () => ({ state: machine }) } as unknown as MachineProvisioner,
    { overview: async () => ({ channels: [] }) } as unknown as ChannelsService,
    { query: async () => [{}] } as unknown as DataSource,
    {} as UnitOfWork,
    new ManualClock() as Clock,
  );
  return service.of('usr_1');
}

describe('where setup goes on', () => {
  it.each([
    ['running', true, 'none', 'provision', null, null],
    ['running', true, 'ready', 'done', null, null],
    ['payment_late', true, 'none', 'provision', null, null],
    ['payment_late', true, 'ready', 'done', null, null],
    ['suspended', true, 'none', 'plan', 'payment', '/settings/billing'],
    ['suspended', true, 'ready', 'plan', 'payment', '/settings/billing'],
    ['ended', false, 'none', 'plan', 'ended', '/settings/billing'],
    ['ended', false, 'ready', 'plan', 'ended', '/settings/billing'],
    ['none', false, 'none', 'plan', null, null],
  ] as const)(
    'for a customer whose service is %s (live: %s) with machine %s: %s',
    async (service, live, machine, step, suspended, link) => {
      expect(await setupOf({ subscription: { live, service }, machine })).toMatchObject({
        step,
        suspended,
        link,
        facts: { subscribed: suspended === null && live },
      });
    },
  );
});
