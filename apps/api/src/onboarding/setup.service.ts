import { type SetupFacts, setupStep } from '@automna/contracts';
import { Users } from '@automna/accounts';
import { Checkout, type CheckoutStatus, Subscriptions, type SubscriptionView } from '@automna/billing';
import { ByokKeys } from '@automna/byok';
import { Clock, UnitOfWork } from '@automna/core';
import { MachineProvisioner } from '@automna/fly-provisioner';
import { ChannelsService, type Suspension } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { suspensionOf } from './service-of-customer.js';
import type { SetupDto } from './setup.dto.js';

/** How long the wizard waits for Stripe's word on an open checkout. */
const STRIPE_PATIENCE_MS = 2_000;

/** Paying what is late and choosing a plan anew are both done there. */
const BILLING_PAGE = '/settings/billing';

/** Where a customer is in setup: read from what each room knows, every time. */
@Injectable()
export class SetupService {
  constructor(
    private readonly users: Users,
    private readonly subscriptions: Subscriptions,
    private readonly checkout: Checkout,
    private readonly keys: ByokKeys,
    private readonly machines: MachineProvisioner,
    private readonly channels: ChannelsService,
    private readonly database: DataSource,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async of(userId: string): Promise<SetupDto> {
    // First, because it may bring the subscription up to date.
    const checkout = await this.latestCheckout(userId);
    const [user, subscription, key, provision, channelDecided] = await Promise.all([
      this.users.get(userId),
      this.subscriptions.ofUser(userId),
      this.keys.ofUser(userId),
      this.machines.status(userId),
      this.channelDecided(userId),
    ]);
    const facts: SetupFacts = {
      emailVerified: user.emailVerifiedAt !== null,
      subscribed: subscription.live && suspensionOf(subscription) === null,
      paymentPending: checkout?.status === 'confirming',
      keyConnected: key !== null,
      machineReady: provision.state === 'ready',
      channelDecided,
    };
    const step = setupStep(facts);
    const suspended = whyStopped(subscription);
    return {
      step,
      checkoutSessionId: step === 'confirming_payment' ? (checkout?.sessionId ?? null) : null,
      facts,
      suspended,
      link: suspended && BILLING_PAGE,
    };
  }

  /** Records that the customer will pick a channel later. A second time changes nothing. */
  async skipChannel(userId: string): Promise<SetupDto> {
    await this.work.run((tx) =>
      tx.query('INSERT INTO channel_step_skips (user_id, skipped_at) VALUES (?, ?) ON CONFLICT DO NOTHING', [
        userId,
        this.clock.now().toISOString(),
      ]),
    );
    return this.of(userId);
  }

  /**
   * The latest checkout; an open one is looked up at Stripe, because its customer may have paid and come back by
   * another way than the success page. Stripe being slow or away does not hold up the wizard: then what we know counts.
   */
  private async latestCheckout(userId: string): Promise<CheckoutStatus | null> {
    const known = await this.checkout.latestOf(userId);
    if (known?.status !== 'open') return known;
    const late = new Promise<CheckoutStatus>((resolve) =>
      setTimeout(resolve, STRIPE_PATIENCE_MS, known).unref(),
    );
    return Promise.race([this.checkout.status(userId, known.sessionId).catch(() => known), late]);
  }

  private async channelDecided(userId: string): Promise<boolean> {
    const { channels } = await this.channels.overview(userId);
    if (channels.length > 0) return true;
    const skips: unknown[] = await this.database.query('SELECT 1 FROM channel_step_skips WHERE user_id = ?', [
      userId,
    ]);
    return skips.length > 0;
  }
}

/** Null also for those who never had a subscription: nothing was stopped. */
function whyStopped(subscription: SubscriptionView): Suspension | null {
  return subscription.service === 'none' ? null : suspensionOf(subscription);
}
