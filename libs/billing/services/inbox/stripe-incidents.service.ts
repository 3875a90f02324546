import { moneyText } from '@automna/notifications';
import { UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { decisionOf, openedEntry } from '../../domain/dispute-words.js';
import { idOf } from '../../domain/stripe-facts.js';
import type { Entry } from '../../domain/subscription-status.js';
import { BillingNotices } from '../subscriptions/billing-notices.service.js';
import { Customers } from '../checkout/customers.service.js';
import type { Cause } from '../subscriptions/subscription-sync.service.js';

/** What Stripe reports beside subscriptions. */
export type IncidentKind = 'charge' | 'dispute' | 'fraud_warning' | 'finalization';

/** Entries with what makes each one of a kind, and whom they are about. */
interface Incident {
  customer: string | null;
  stripeId: string;
  cents: number;
  currency: string;
  entries: { key: string; entry: Entry }[];
  /** What it brings to its end, and how. */
  settles?: { key: string; reason: string };
}

/**
 * Refunds, disputes, fraud warnings, invoices Stripe cannot finalize: told once and, where a person must decide, put
 * before the staff. None of them changes what a customer may use.
 */
@Injectable()
export class StripeIncidents {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly work: UnitOfWork,
    private readonly customers: Customers,
    private readonly notices: BillingNotices,
  ) {}

  /** Reads the object again; safe to repeat at any time. */
  async apply(kind: IncidentKind, id: string, cause: Cause): Promise<string> {
    const incident = await this.read(kind, id);
    if (!incident) return `Stripe does not know ${id}; nothing was changed`;
    const userId = incident.customer === null ? null : await this.customers.userOf(incident.customer);
    if (!userId) return `${id} belongs to no customer of ours; nothing was changed`;
    const { entries, stripeId, cents, currency, settles } = incident;
    const told = await this.work.run(async (tx) => {
      const titles: string[] = [];
      for (const { key, entry } of entries) {
        const { kind: what, title, attention = false } = entry;
        const notice = { key, userId, kind: what, title, attention, stripeId, cents, currency };
        if (await this.notices.tell(tx, { ...notice, cause: cause.text })) titles.push(title);
      }
      if (settles) await this.notices.settle(tx, settles.key, settles.reason);
      return titles;
    });
    return told.length > 0 ? told.join('; ') : `Nothing new about ${id}`;
  }

  private async read(kind: IncidentKind, id: string): Promise<Incident | null> {
    try {
      return await this.readers[kind](id);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  private readonly readers: Record<IncidentKind, (id: string) => Promise<Incident>> = {
    charge: async (id) => refundOf(await this.stripe.call((stripe) => stripe.charges.retrieve(id))),
    dispute: async (id) =>
      disputeOf(await this.stripe.call((stripe) => stripe.disputes.retrieve(id, { expand: ['charge'] }))),
    fraud_warning: async (id) =>
      warningOf(
        await this.stripe.call((stripe) =>
          stripe.radar.earlyFraudWarnings.retrieve(id, { expand: ['charge'] }),
        ),
      ),
    finalization: async (id) =>
      unfinishedOf(await this.stripe.call((stripe) => stripe.invoices.retrieve(id))),
  };
}

/** Several refunds of one charge add up: each sum is told once. */
function refundOf(charge: Stripe.Charge): Incident {
  const { id, amount, amount_refunded: refunded, currency } = charge;
  const all = refunded >= amount;
  const title = all
    ? `A payment of ${moneyText(amount, currency)} was refunded`
    : `${moneyText(refunded, currency)} of a payment of ${moneyText(amount, currency)} were refunded`;
  return {
    customer: idOf(charge.customer),
    stripeId: id,
    cents: refunded,
    currency,
    entries:
      refunded > 0
        ? [{ key: `billing.refunded:${id}:${refunded}`, entry: { kind: 'billing.refunded', title } }]
        : [],
  };
}

/** Whichever event arrives first, or alone: a decided dispute was opened before. */
function disputeOf(dispute: Stripe.Dispute): Incident {
  const { id, amount, currency } = dispute;
  const money = moneyText(amount, currency);
  const decision = decisionOf(dispute.status, money);
  const opened = openedEntry(dispute.reason, money);
  const entries = [opened, ...(decision ? [decision] : [])];
  return {
    customer: typeof dispute.charge === 'string' ? null : idOf(dispute.charge.customer),
    stripeId: id,
    cents: amount,
    currency,
    entries: entries.map((entry) => ({ key: `${entry.kind}:${id}`, entry })),
    ...(decision ? { settles: { key: `${opened.kind}:${id}`, reason: decision.title } } : {}),
  };
}

function warningOf(warning: Stripe.Radar.EarlyFraudWarning): Incident {
  const charge = typeof warning.charge === 'string' ? null : warning.charge;
  const { amount, currency } = charge ?? { amount: 0, currency: 'usd' };
  const entry: Entry = {
    kind: 'billing.fraud_warning',
    title: `The card network warns that a payment of ${moneyText(amount, currency)} may be fraud (${words(warning.fraud_type)})`,
    attention: true,
  };
  return {
    customer: idOf(charge?.customer),
    stripeId: warning.id,
    cents: amount,
    currency,
    entries: [{ key: `billing.fraud_warning:${warning.id}`, entry }],
  };
}

/** By the time it is read, somebody may have put it right: then there is nothing to tell. */
function unfinishedOf(invoice: Stripe.Invoice): Incident {
  const { id, total, currency, last_finalization_error: error } = invoice;
  const entry: Entry = {
    kind: 'billing.invoice_not_finalized',
    title: `Stripe could not finalize an invoice of ${moneyText(total, currency)}: ${error?.message ?? 'no reason given'}`,
    attention: true,
  };
  const stuck = invoice.status === 'draft' && error !== null;
  return {
    customer: idOf(invoice.customer),
    stripeId: id,
    cents: total,
    currency,
    entries: stuck ? [{ key: `billing.invoice_not_finalized:${id}`, entry }] : [],
  };
}

function words(code: string): string {
  return code.replaceAll('_', ' ');
}
