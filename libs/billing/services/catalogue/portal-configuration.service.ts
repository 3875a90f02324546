import { AppConfig, Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { PORTAL_TAG, portalDiffers, wantedPortal } from '../../domain/portal-settings.js';

export interface PortalAction {
  kind: 'create_portal_configuration' | 'update_portal_configuration';
  sentence: string;
}

/** How long a found configuration, or that there is none, is believed: a person waits at the other end. */
const KNOWN_FOR_MS = 5 * 60_000;

/** What customers may do on Stripe's own billing page; found again by a tag of ours. */
@Injectable()
export class PortalConfiguration {
  private known: { id: string | undefined; readAt: Date } | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly stripe: StripeGateway,
    private readonly clock: Clock,
  ) {}

  /** The id for portal sessions; undefined until `stripe sync-catalogue` made it, which leaves Stripe's default. */
  async idForSessions(): Promise<string | undefined> {
    const { known, clock } = this;
    if (known && clock.now().getTime() - known.readAt.getTime() < KNOWN_FOR_MS) return known.id;
    return this.remember((await this.find())?.id);
  }

  /** Somebody changed it at Stripe: the next session asks again. */
  forget(): void {
    this.known = undefined;
  }

  async ensure(dryRun: boolean): Promise<PortalAction[]> {
    const found = await this.find();
    const wanted = wantedPortal(this.config.publicUrl);
    if (!found) {
      if (!dryRun) {
        const { id } = await this.stripe.call((stripe) => stripe.billingPortal.configurations.create(wanted));
        this.remember(id);
      }
      const sentence = 'Create the configuration of the billing portal';
      return [{ kind: 'create_portal_configuration', sentence }];
    }
    if (!portalDiffers(found, wanted)) return [];
    if (!dryRun) {
      await this.stripe.call((stripe) => stripe.billingPortal.configurations.update(found.id, wanted));
    }
    const sentence = `Correct the configuration ${found.id} of the billing portal`;
    return [{ kind: 'update_portal_configuration', sentence }];
  }

  private remember(id: string | undefined): string | undefined {
    this.known = { id, readAt: this.clock.now() };
    return id;
  }

  /** The oldest, should there ever be two: whoever looks finds the same one. */
  private async find(): Promise<Stripe.BillingPortal.Configuration | null> {
    const all = await this.stripe.call((stripe) =>
      stripe.billingPortal.configurations
        .list({ active: true, limit: 100 })
        .autoPagingToArray({ limit: 1000 }),
    );
    const ours = all.filter(({ metadata }) => metadata?.[PORTAL_TAG.key] === PORTAL_TAG.value);
    ours.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    return ours[0] ?? null;
  }
}
