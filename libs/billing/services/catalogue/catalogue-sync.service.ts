import { Leases, type Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { isInvalidRequest } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import {
  type CatalogueAction,
  CURRENCY,
  type FoundPrice,
  type FoundProduct,
  legacyPlans,
  planCatalogue,
  type WantedPlan,
  wantedPlans,
} from '../../domain/catalogue-plan.js';
import { idOf } from '../../domain/stripe-facts.js';
import { type PortalAction, PortalConfiguration } from './portal-configuration.service.js';
import { PriceBook } from './price-book.service.js';
import { type WebhookAction, WebhookEndpoint } from './webhook-endpoint.service.js';

export interface CatalogueSyncOptions {
  /** Only say what would be done. */
  dryRun: boolean;
  /** Also ensure the webhook endpoint at Stripe. */
  webhook?: boolean;
  /** Also ensure the configuration of the billing portal. */
  portal?: boolean;
  /** Also the plans as they were sold before: for a sandbox, which has no past. */
  legacy?: boolean;
}

export interface CatalogueSyncResult {
  dryRun: boolean;
  /** In order. `warn_*` needs a person. */
  actions: {
    kind: CatalogueAction['kind'] | PortalAction['kind'] | WebhookAction['kind'];
    sentence: string;
  }[];
  /** Signing secret of a webhook endpoint created just now: Stripe tells it only once. */
  webhookSecret?: Secret;
}

/** Makes Stripe offer exactly the plans of the catalogue. Running it twice changes nothing the second time. */
@Injectable()
export class CatalogueSync {
  constructor(
    private readonly leases: Leases,
    private readonly stripe: StripeGateway,
    private readonly prices: PriceBook,
    private readonly endpoint: WebhookEndpoint,
    private readonly portal: PortalConfiguration,
  ) {}

  /** @throws StripeError, LeaseBusyError; what was done until then stays, and the next run goes on from there. */
  syncCatalogue(options: CatalogueSyncOptions): Promise<CatalogueSyncResult> {
    // A dry run waits as well: a catalogue that is just being written would look like one that drifted.
    return this.leases.run('stripe-catalogue', { ttlMs: 20_000, waitMs: 30_000 }, () => this.sync(options));
  }

  private async sync(options: CatalogueSyncOptions): Promise<CatalogueSyncResult> {
    const { dryRun, webhook = false, portal = false, legacy = false } = options;
    const actions = await this.syncPlans(wantedPlans(), dryRun);
    if (legacy) actions.push(...(await this.syncPlans(legacyPlans(), dryRun)));
    const configured = portal ? await this.portal.ensure(dryRun) : [];
    const endpoint = webhook ? await this.endpoint.ensure(dryRun) : { actions: [] };
    return {
      dryRun,
      actions: [...actions, ...configured, ...endpoint.actions].map(({ kind, sentence }) => ({
        kind,
        sentence,
      })),
      webhookSecret: endpoint.secret,
    };
  }

  /** At most ten prices: Stripe takes no more lookup keys at a time. */
  private async syncPlans(wanted: readonly WantedPlan[], dryRun: boolean): Promise<CatalogueAction[]> {
    const found = await this.findPrices(wanted);
    const actions = planCatalogue(wanted, await this.findProducts(wanted), found.map(toFoundPrice));
    if (!dryRun) {
      // Before a lookup key moves on: subscriptions at the old price must still find their plan.
      await this.prices.remember(found);
      for (const action of actions) await this.carryOut(action);
      this.prices.refresh();
    }
    return actions;
  }

  private async findProducts(wanted: readonly WantedPlan[]): Promise<FoundProduct[]> {
    const ids = [...new Set(wanted.map(({ productId }) => productId))];
    const { data } = await this.stripe.call((stripe) => stripe.products.list({ ids, limit: 100 }));
    return data.map(({ id, active, name, description, metadata }) => ({
      id,
      active,
      name,
      description,
      metadata,
    }));
  }

  /** Stripe takes up to ten lookup keys; a key belongs to one price, archived ones included. */
  private async findPrices(wanted: readonly WantedPlan[]): Promise<Stripe.Price[]> {
    const lookup_keys = wanted.map(({ lookupKey }) => lookupKey);
    const { data } = await this.stripe.call((stripe) => stripe.prices.list({ lookup_keys, limit: 100 }));
    return data;
  }

  private async carryOut(action: CatalogueAction): Promise<void> {
    const { wanted } = action;
    const { name, description, metadata } = wanted;
    switch (action.kind) {
      case 'create_product':
        return this.createProduct(wanted);
      case 'update_product':
        await this.stripe.call((stripe) =>
          stripe.products.update(wanted.productId, { active: true, name, description, metadata }),
        );
        return;
      case 'create_price':
        return this.createPrice(wanted, false);
      case 'move_lookup_key':
        return this.createPrice(wanted, true);
      case 'activate_price':
        await this.stripe.call((stripe) => stripe.prices.update(action.price.id, { active: true }));
        return;
    }
  }

  /** The id is ours, so a repetition cannot make a second one; one that is there by now is what was wanted. */
  private async createProduct({ productId, name, description, metadata }: WantedPlan): Promise<void> {
    try {
      await this.stripe.call((stripe) =>
        stripe.products.create({ id: productId, name, description, metadata }),
      );
    } catch (error) {
      if (!isInvalidRequest(error) || error.code !== 'resource_already_exists') throw error;
    }
  }

  /**
   * Needs no idempotency key of ours, which would keep a failure for a day: a lookup key belongs to one price, so a
   * repetition finds the price of the first attempt instead.
   */
  private async createPrice(wanted: WantedPlan, transfer_lookup_key: boolean): Promise<void> {
    const price = await this.stripe.call((stripe) =>
      stripe.prices.create({
        currency: CURRENCY,
        unit_amount: wanted.cents,
        recurring: { interval: wanted.interval },
        product: wanted.productId,
        lookup_key: wanted.lookupKey,
        transfer_lookup_key,
        nickname: wanted.name,
        metadata: wanted.metadata,
      }),
    );
    await this.prices.remember([price]);
  }
}

function toFoundPrice(price: Stripe.Price): FoundPrice {
  return {
    id: price.id,
    active: price.active,
    lookupKey: price.lookup_key ?? '',
    productId: idOf(price.product) ?? '',
    cents: price.unit_amount,
    currency: price.currency,
    interval: price.recurring?.interval ?? null,
    intervalCount: price.recurring?.interval_count ?? null,
  };
}
