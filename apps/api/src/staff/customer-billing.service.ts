import { Users } from '@automna/accounts';
import {
  CustomerBilling,
  type CustomerBillingReport,
  dashboardUrl,
  toSubscriptionDto,
} from '@automna/billing';
import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { BillingSubscriptionDto, CustomerBillingDto } from './customer-billing.dto.js';
import { toStripeEventRow } from './stripe-events.service.js';

/** One customer's billing, as the console shows it. */
@Injectable()
export class StaffCustomerBilling {
  constructor(
    private readonly users: Users,
    private readonly billing: CustomerBilling,
    private readonly config: AppConfig,
  ) {}

  /** @throws AccountError customer_not_found */
  async of(userId: string): Promise<CustomerBillingDto> {
    const { id, email, name } = await this.users.get(userId);
    const report = await this.billing.of(userId);
    return {
      customerId: id,
      email,
      name,
      service: report.service,
      stripeCustomerId: report.stripeCustomerId,
      stripeUrl: this.link(report.stripeCustomerId),
      creditCents: report.money?.creditCents ?? null,
      subscriptions: report.subscriptions.map((subscription) => this.toSubscription(subscription)),
      changes: report.changes.map((change) => ({
        id: change.id,
        kind: change.kind,
        fromPlan: change.fromPlan,
        toPlan: change.toPlan,
        quotedCents: change.quotedCents,
        status: change.status,
        outcome: change.outcome,
        createdAt: change.createdAt.toISOString(),
        updatedAt: change.updatedAt.toISOString(),
      })),
      invoices: (report.money?.invoices ?? []).map(({ date, nextAttemptAt, ...invoice }) => ({
        ...invoice,
        date: date.toISOString(),
        nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
        stripeUrl: this.link(invoice.id),
      })),
      stripeUnavailable: report.money === null,
      attention: report.attention.map(({ kind, sentence, at, stripeId }) => ({
        kind,
        sentence,
        at: at.toISOString(),
        stripeId,
        stripeUrl: this.link(stripeId),
      })),
      events: report.events.map(toStripeEventRow),
    };
  }

  private toSubscription({
    row,
    view,
  }: CustomerBillingReport['subscriptions'][number]): BillingSubscriptionDto {
    return {
      ...toSubscriptionDto(view),
      id: row.id,
      stripeSubscriptionId: row.stripeSubscriptionId,
      stripeCustomerId: row.stripeCustomerId,
      stripeUrl: this.link(row.stripeSubscriptionId),
      duplicate: row.duplicate,
      planName: row.plan,
      priceId: row.priceId,
      currency: row.currency,
      scheduleId: row.scheduleId,
      canceledAt: row.canceledAt?.toISOString() ?? null,
      createdAt: row.stripeCreatedAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    };
  }

  private link(id: string | null): string | null {
    return dashboardUrl(this.config.stripe, id);
  }
}
