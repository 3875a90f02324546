import { inject, Service } from '@angular/core';
import type { FleetReportDto } from '@automna/api-client';
import { RunReport } from '../../../runs/run-report.js';
import { MachinesClient } from './machines-client.js';

/** A check changes nothing but its own report, so nobody is asked why; the audit log wants a word all the same. */
const LOOK_REASON = 'Asked for in the console';

/** The latest comparison of Fly with our book. Provided by the page that shows it, so it ends with the page. */
@Service({ autoProvided: false })
export class FleetReport extends RunReport<FleetReportDto> {
  private readonly client = inject(MachinesClient);

  constructor() {
    super(inject(MachinesClient).fleet());
  }

  override look(): Promise<boolean> {
    return this.start(() => this.client.reconcile({ reason: LOOK_REASON }));
  }

  override repair(reason: string): Promise<boolean> {
    return this.start(() => this.client.reconcile({ repair: true, reason }));
  }
}
