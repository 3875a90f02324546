import { channelLimit, type PlanName } from '@automna/contracts';
import { Clock } from '@automna/core';
import { Inject, Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { forPeople } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { kindOfChoice, type PreviewKind } from '../../domain/plan-change.js';
import { downgradePhases } from '../../domain/plan-change-schedule.js';
import { gainsAndLosses } from '../../domain/plan-change-words.js';
import { chargeAfter, type Quote, type QuoteLine, quoteOf } from '../../domain/quote.js';
import { instant } from '../../domain/stripe-facts.js';
import { CHANNELS_IN_USE, type ChannelInUse, type ChannelsInUse } from '../../ports.js';
import { type Changeable, PlanChangeReader } from './plan-change-reader.service.js';
import { PriceBook } from '../catalogue/price-book.service.js';

export interface PlanChannels {
  inUse: number;
  limit: number | null;
  mustChoose: boolean;
  options: ChannelInUse[];
}

/** What a change of plan would cost and mean. */
export interface PlanPreviewView {
  kind: PreviewKind;
  from: PlanName;
  to: PlanName;
  effectiveAt: Date;
  amountDueCents: number;
  balanceUsedCents: number;
  balanceWords: string | null;
  lines: readonly QuoteLine[];
  nextChargeCents: number | null;
  nextChargeAt: Date | null;
  /** Unix seconds. */
  prorationDate: number | null;
  currency: string;
  gains: readonly string[];
  losses: readonly string[];
  channels: PlanChannels;
}

const NOTHING_NOW: Quote = {
  amountDueCents: 0,
  balanceUsedCents: 0,
  balanceWords: null,
  balanceAfterCents: 0,
  totalCents: 0,
  lines: [],
};

/** Asks Stripe what a change would charge: the amounts are never calculated here. */
@Injectable()
export class PlanPreview {
  constructor(
    private readonly clock: Clock,
    private readonly stripe: StripeGateway,
    private readonly prices: PriceBook,
    private readonly reader: PlanChangeReader,
    @Inject(CHANNELS_IN_USE) private readonly channels: ChannelsInUse,
  ) {}

  /** @throws BillingError plan_change_refused, payment_overdue, billing_unavailable; DomainError subscription_required */
  async of(userId: string, plan: PlanName): Promise<PlanPreviewView> {
    try {
      return await this.view(await this.reader.changeable(userId), plan);
    } catch (error) {
      throw forPeople(error);
    }
  }

  /** Calculated for this very moment. */
  async view(subject: Changeable, to: PlanName): Promise<PlanPreviewView> {
    const { facts, plan: from, userId } = subject;
    const kind = this.kindOf(subject, to);
    if (kind === 'upgrade') this.reader.refuseLate(subject);
    const now = this.clock.now();
    const charged = kind === 'upgrade' && facts.status !== 'trialing';
    const prorationDate = charged ? this.prorationDate(now, facts.periodStart) : null;
    const priceId = await this.prices.priceOf(to);
    const [due, renewal, channels] = await Promise.all([
      prorationDate === null ? NOTHING_NOW : this.quote(subject, priceId, prorationDate),
      this.renewal(subject, priceId),
      this.channelsFor(userId, kind, to),
    ]);
    return {
      kind,
      from,
      to,
      effectiveAt: kind === 'downgrade' && facts.status !== 'trialing' ? instant(facts.periodEnd) : now,
      amountDueCents: due.amountDueCents,
      balanceUsedCents: due.balanceUsedCents,
      balanceWords: due.balanceWords,
      lines: due.lines,
      nextChargeCents: charged ? chargeAfter(due, renewal) : renewal.amountDueCents,
      nextChargeAt: instant(facts.periodEnd),
      prorationDate,
      currency: facts.currency,
      ...gainsAndLosses(from, to),
      channels,
    };
  }

  kindOf({ facts, plan }: Changeable, to: PlanName): PreviewKind {
    return kindOfChoice(plan, to, facts.schedule?.nextPriceId != null || facts.pending !== null);
  }

  /** What the upgrade would charge now. The same question with the same instant has the same answer. */
  quote({ facts }: Pick<Changeable, 'facts'>, priceId: string, prorationDate: number): Promise<Quote> {
    const how = { proration_behavior: 'always_invoice', proration_date: prorationDate };
    return this.ask(itemsOf(facts, priceId, how));
  }

  async channelsFor(userId: string, kind: PreviewKind, to: PlanName): Promise<PlanChannels> {
    const options = await this.channels.channelsOf(userId);
    const inUse = options.filter(({ paused }) => !paused).length;
    const { limit } = channelLimit(to);
    return { inUse, limit, mustChoose: kind === 'downgrade' && limit !== null && inUse > limit, options };
  }

  /** The regular charge at the new price. A schedule would override it, so there the question is put to the schedule. */
  private renewal({ facts }: Changeable, priceId: string): Promise<Quote> {
    const { schedule, customerId } = facts;
    if (!schedule) return this.ask(itemsOf(facts, priceId, { proration_behavior: 'none' }));
    const details = downgradePhases(facts, schedule.phaseStart, priceId);
    return this.ask({ customer: customerId, schedule: schedule.id, schedule_details: details });
  }

  private async ask(params: Stripe.InvoiceCreatePreviewParams): Promise<Quote> {
    return quoteOf(await this.stripe.call((stripe) => stripe.invoices.createPreview(params)));
  }

  /** Whole seconds, as Stripe counts; a period that begins this very second has no earlier one. */
  private prorationDate(now: Date, periodStart: number): number {
    return Math.max(Math.floor(now.getTime() / 1000), periodStart);
  }
}

function itemsOf(
  { id, customerId, item }: Changeable['facts'],
  price: string,
  how: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails,
): Stripe.InvoiceCreatePreviewParams {
  const items = [{ id: item.id, price, quantity: 1 }];
  return { customer: customerId, subscription: id, subscription_details: { items, ...how } };
}
