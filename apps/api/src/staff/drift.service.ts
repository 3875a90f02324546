import {
  BillingReports,
  dashboardUrl,
  type DriftFinding,
  type ReconcileRun,
  ReconcileRuns,
  StripeReconcile,
} from '@automna/billing';
import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type {
  DriftFindingDto,
  DriftReportDto,
  DriftRunDto,
  DriftRunsPageDto,
  DriftRunsQueryDto,
} from './drift.dto.js';
import { toRun } from './run.dto.js';

/** Comparisons of Stripe with our database, as the console shows and starts them. */
@Injectable()
export class StaffDrift {
  constructor(
    private readonly reconcile: StripeReconcile,
    private readonly reports: ReconcileRuns,
    private readonly billing: BillingReports,
    private readonly config: AppConfig,
  ) {}

  async report(): Promise<DriftReportDto> {
    const [run, running] = await Promise.all([this.reports.latest(), this.reports.running()]);
    const findings = run ? await this.reports.findingsOf(run.id) : [];
    const emails = await this.emailsOf(findings);
    return {
      run: run && toDriftRun(run),
      findings: findings.map((finding) => this.toFinding(finding, emails)),
      running: running && toDriftRun(running),
    };
  }

  async runs(query: DriftRunsQueryDto): Promise<DriftRunsPageDto> {
    const { items, nextCursor } = await this.reports.list(query);
    return { items: items.map(toDriftRun), nextCursor };
  }

  /** @throws BillingError reconcile_busy */
  async look(actorId: string): Promise<DriftRunDto> {
    return toDriftRun(await this.reconcile.request('look', actorId, null));
  }

  /** @throws BillingError reconcile_busy */
  async repair(actorId: string, reason: string): Promise<DriftRunDto> {
    return toDriftRun(await this.reconcile.request('repair', actorId, reason));
  }

  private toFinding(finding: DriftFinding, emails: ReadonlyMap<string, string>): DriftFindingDto {
    const { id, kind, sentence, userId, stripeId, ours, theirs, repair, repairedAt, outcome } = finding;
    return {
      id,
      kind,
      sentence,
      customerId: userId,
      customerEmail: userId === null ? null : (emails.get(userId) ?? null),
      stripeId,
      stripeUrl: dashboardUrl(this.config.stripe, stripeId),
      ours,
      theirs,
      repair,
      repairedAt: repairedAt?.toISOString() ?? null,
      outcome,
    };
  }

  private emailsOf(findings: readonly DriftFinding[]): Promise<Map<string, string>> {
    return this.billing.emailsOf([...new Set(findings.flatMap(({ userId }) => userId ?? []))]);
  }
}

function toDriftRun(run: ReconcileRun): DriftRunDto {
  const { subscriptions, customers, events } = run.counts;
  return { ...toRun(run), subscriptions, customers, events };
}
