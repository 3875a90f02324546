import { inject, Service } from '@angular/core';
import type { DriftReportDto } from '@automna/api-client';
import { RunReport } from '../../../runs/run-report.js';
import { BillingClient } from './billing-client.js';

/** The latest comparison of Stripe with the database. Provided by the page that shows it, so it ends with the page. */
@Service({ autoProvided: false })
export class DriftReport extends RunReport<DriftReportDto> {
  private readonly client = inject(BillingClient);

  constructor() {
    super(inject(BillingClient).drift());
  }

  override look(): Promise<boolean> {
    return this.start(() => this.client.compare());
  }

  override repair(reason: string): Promise<boolean> {
    return this.start(() => this.client.repair({ reason }));
  }
}
