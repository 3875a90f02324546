import type { PlanName } from '@automna/contracts';
import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { BillingError } from '../../billing.errors.js';
import { leadsTo } from '../../domain/plan-change-schedule.js';
import { isCurrent, QUOTE_LIFE_SECONDS } from '../../domain/quote.js';
import { toPlanPreviewDto } from '../../http/plan-change.dto.js';
import type { PlanChangeEntity } from '../../persistence/billing-entities.js';
import { forChange } from './plan-change-failure.js';
import { type Changeable, PlanChangeReader } from './plan-change-reader.service.js';
import { PlanChangeRows } from './plan-change-rows.service.js';
import { PlanChangeRunner } from './plan-change-runner.service.js';
import { type PlanChannels, PlanPreview } from './plan-preview.service.js';
import { PriceBook } from '../catalogue/price-book.service.js';
import { Subscriptions, type SubscriptionView } from '../subscriptions/subscriptions.service.js';

/** What a customer asks for, with what they agreed to. */
export interface PlanWish {
  plan: PlanName;
  /** Unix seconds. */
  prorationDate?: number;
  amountDueCents?: number;
  keepChannels?: string[];
}

export interface PlanChangeResult {
  status: 'done' | 'scheduled' | 'awaiting_payment';
  payUrl: string | null;
  subscription: SubscriptionView;
}

/** Changing the plan of a live subscription: once per wish, at the amount that was shown. */
@Injectable()
export class PlanChanges {
  constructor(
    private readonly clock: Clock,
    private readonly prices: PriceBook,
    private readonly reader: PlanChangeReader,
    private readonly preview: PlanPreview,
    private readonly rows: PlanChangeRows,
    private readonly runner: PlanChangeRunner,
    private readonly subscriptions: Subscriptions,
  ) {}

  /**
   * @throws BillingError plan_unchanged, quote_outdated (with the new preview), channels_choice_required (with the
   * channels), plan_change_refused, change_in_progress, payment_overdue, billing_unavailable; DomainError
   * subscription_required
   */
  async change(userId: string, wish: PlanWish): Promise<PlanChangeResult> {
    try {
      return await this.runner.inTurn(userId, () => this.inTurn(userId, wish));
    } catch (error) {
      throw forChange(error, await this.rows.requestedOf(userId));
    }
  }

  private async inTurn(userId: string, wish: PlanWish): Promise<PlanChangeResult> {
    await this.runner.finishEarlier(userId);
    const subject = await this.reader.changeable(userId);
    const toPriceId = await this.prices.priceOf(wish.plan);
    const repeated = await this.repeated(subject, wish, toPriceId);
    if (repeated) return this.result(userId, repeated, subject.facts.pending?.payUrl ?? null);

    const kind = this.preview.kindOf(subject, wish.plan);
    if (kind === 'same')
      throw new BillingError('plan_unchanged', 'Nothing was changed, and nothing was charged.');
    if (kind === 'upgrade') this.reader.refuseLate(subject);
    const channels = await this.preview.channelsFor(userId, kind, wish.plan);
    const keepChannels = channels.mustChoose ? chosen(channels, wish.keepChannels) : null;
    const charged = kind === 'upgrade' && subject.facts.status !== 'trialing';
    const quotedCents = charged ? await this.agreed(subject, wish, toPriceId) : null;
    const row = await this.rows.add({
      userId,
      stripeSubscriptionId: subject.facts.id,
      kind,
      fromPlan: subject.plan,
      toPlan: wish.plan,
      toPriceId,
      prorationDate: charged ? (wish.prorationDate ?? null) : null,
      quotedCents,
      keepChannels,
    });
    const carried = await this.runner.carryOut(row);
    return this.result(userId, carried.row, carried.payUrl);
  }

  /** The change this wish was already answered with: a double click, a second tab, a repeated request. */
  private async repeated(
    { facts, plan, userId }: Changeable,
    wish: PlanWish,
    priceId: string,
  ): Promise<PlanChangeEntity | null> {
    const latest = await this.rows.latestOf(userId);
    if (!latest || latest.toPlan !== wish.plan || latest.stripeSubscriptionId !== facts.id) return null;
    if (latest.status === 'scheduled' && leadsTo(facts, priceId)) return this.chooseAnew(latest, wish);
    const sameQuote = latest.prorationDate === null || latest.prorationDate === wish.prorationDate;
    const age = this.clock.now().getTime() - latest.createdAt.getTime();
    if (!sameQuote || age > QUOTE_LIFE_SECONDS * 1000) return null;
    if (latest.status === 'awaiting_payment' && facts.pending?.priceId === priceId) return latest;
    const settled = facts.schedule?.nextPriceId == null && facts.pending === null;
    return latest.status === 'done' && plan === wish.plan && settled ? latest : null;
  }

  private async chooseAnew(row: PlanChangeEntity, wish: PlanWish): Promise<PlanChangeEntity> {
    const { userId, toPlan, keepChannels } = row;
    if (!wish.keepChannels || !toPlan || sameIds(wish.keepChannels, keepChannels)) return row;
    const channels = await this.preview.channelsFor(userId, 'downgrade', toPlan);
    if (channels.mustChoose) await this.rows.keepOthers(row, chosen(channels, wish.keepChannels));
    return row;
  }

  /** The amount the customer saw, asked for again: only when it is still the same cents it is charged. */
  private async agreed(subject: Changeable, wish: PlanWish, priceId: string): Promise<number> {
    const { prorationDate, amountDueCents } = wish;
    const current =
      prorationDate !== undefined &&
      isCurrent(prorationDate, this.clock.now(), subject.facts.periodStart) &&
      (await this.preview.quote(subject, priceId, prorationDate)).amountDueCents === amountDueCents;
    if (current) return amountDueCents;
    const preview = await this.preview.view(subject, wish.plan);
    throw new BillingError(
      'quote_outdated',
      'Look at the amount again before you agree to it. Nothing was charged.',
      {
        extensions: { preview: toPlanPreviewDto(preview) },
      },
    );
  }

  private async result(
    userId: string,
    { status }: PlanChangeEntity,
    payUrl: string | null,
  ): Promise<PlanChangeResult> {
    const subscription = await this.subscriptions.ofUser(userId);
    if (status === 'scheduled') return { status, payUrl: null, subscription };
    if (status === 'awaiting_payment') return { status, payUrl: payUrl ?? subscription.payUrl, subscription };
    return { status: 'done', payUrl: null, subscription };
  }
}

/** @throws BillingError channels_choice_required unless the choice names the customer's own channels, not too many */
function chosen({ options, limit }: PlanChannels, keep: readonly string[] | undefined): string[] {
  const own = new Set(options.map(({ id }) => id));
  const strange = keep?.find((id) => !own.has(id));
  const most = limit ?? options.length;
  if (keep && keep.length > 0 && keep.length <= most && strange === undefined) return [...keep];
  const sentence = strange === undefined ? '' : ` ${strange} is not one of your channels.`;
  throw new BillingError(
    'channels_choice_required',
    `The new plan has room for ${most} ${most === 1 ? 'channel' : 'channels'}. Say which ${most === 1 ? 'one stays' : 'ones stay'}; the others are paused, not deleted.${sentence}`,
    { extensions: { channels: { limit: most, options } } },
  );
}

function sameIds(a: readonly string[], b: readonly string[] | null): boolean {
  return b !== null && a.length === b.length && a.every((id) => b.includes(id));
}
