import { lookupKeyOf, type PlanName, type PlanRef, planOfLookupKey, PLANS } from '@automna/contracts';
import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type Stripe from 'stripe';
import { In, Repository } from 'typeorm';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { BillingError } from '../../billing.errors.js';
import { CURRENCY } from '../../domain/catalogue-plan.js';
import { StripePriceEntity } from '../../persistence/billing-entities.js';

/** How long a plan's current price is believed before Stripe is asked again. */
const CURRENT_FOR_MS = 60_000;

/**
 * Which price stands for which plan. A plan is found by its price id and never by a name or metadata; a price that
 * once stood for a plan does so for good, because subscriptions keep it when the lookup key moves on.
 */
@Injectable()
export class PriceBook {
  private readonly known = new Map<string, PlanRef>();
  private readonly current = new Map<PlanName, { priceId: string; readAt: Date }>();

  constructor(
    private readonly stripe: StripeGateway,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    @InjectRepository(StripePriceEntity) private readonly rows: Repository<StripePriceEntity>,
  ) {}

  /** The price a new customer of `plan` pays. Nothing is sold at another amount than the one the pricing page shows. */
  async priceOf(plan: PlanName): Promise<string> {
    const cached = this.current.get(plan);
    if (cached && this.clock.now().getTime() - cached.readAt.getTime() < CURRENT_FOR_MS)
      return cached.priceId;
    const lookupKey = lookupKeyOf(plan);
    const { data } = await this.stripe.call((stripe) =>
      stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 }),
    );
    const price = data[0];
    if (!price || price.unit_amount !== PLANS[plan].priceCents || price.currency !== CURRENCY) {
      const cause = new Error(
        `Stripe has no price as listed under ${lookupKey}: run "stripe sync-catalogue"`,
      );
      throw new BillingError(
        'billing_unavailable',
        'This plan cannot be bought right now. We have been told.',
        { cause },
      );
    }
    await this.remember([price]);
    this.current.set(plan, { priceId: price.id, readAt: this.clock.now() });
    return price.id;
  }

  /** The plan a price stands for; null when it is none of ours, which is recorded as such and never guessed. */
  async resolve(priceId: string): Promise<PlanRef | null> {
    const known = this.known.get(priceId) ?? toPlanRef(await this.rows.findOneBy({ priceId }));
    if (known) {
      this.known.set(priceId, known);
      return known;
    }
    const price = await this.retrieve(priceId);
    if (!price) return null;
    await this.remember([price]);
    return planOfLookupKey(price.lookup_key);
  }

  /** The plans of prices we have met before; asks only the database, and leaves the others out. */
  async recall(priceIds: readonly string[]): Promise<Map<string, PlanRef>> {
    const rows = priceIds.length === 0 ? [] : await this.rows.findBy({ priceId: In([...priceIds]) });
    return new Map(
      rows.flatMap((row) => {
        const plan = toPlanRef(row);
        return plan ? [[row.priceId, plan] as const] : [];
      }),
    );
  }

  /** Writes down what each price stands for now. Prices without a lookup key of ours are passed over. */
  async remember(prices: readonly Pick<Stripe.Price, 'id' | 'lookup_key' | 'unit_amount'>[]): Promise<void> {
    const ours = prices.flatMap((price) => {
      const plan = planOfLookupKey(price.lookup_key);
      return plan && price.lookup_key && !this.known.has(price.id)
        ? [{ price, plan, lookupKey: price.lookup_key }]
        : [];
    });
    if (ours.length === 0) return;
    const seenAt = this.clock.now().toISOString();
    await this.work.run(async (tx) => {
      for (const { price, plan, lookupKey } of ours) {
        await tx.query(
          `INSERT INTO stripe_prices (price_id, catalogue, plan, lookup_key, cents, seen_at)
           VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (price_id) DO NOTHING`,
          [price.id, plan.catalogue, plan.name, lookupKey, price.unit_amount, seenAt],
        );
      }
    });
    for (const { price, plan } of ours) this.known.set(price.id, plan);
  }

  /** Forgets what is believed current, after the catalogue was changed. */
  refresh(): void {
    this.current.clear();
  }

  private async retrieve(priceId: string): Promise<Stripe.Price | null> {
    try {
      return await this.stripe.call((stripe) => stripe.prices.retrieve(priceId));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

function toPlanRef(row: StripePriceEntity | null): PlanRef | null {
  return row && planOfLookupKey(row.lookupKey);
}
