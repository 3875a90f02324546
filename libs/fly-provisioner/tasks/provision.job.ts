import { type Job, type JobHandler, OutboxHandler } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { PROVISION_JOB } from '../saga/run-log.js';
import { ProvisionRuns } from '../services/provision-runs.service.js';

/** Sets up a machine, or goes on with it. */
@Injectable()
@OutboxHandler({ kind: PROVISION_JOB, leaseSeconds: 20 })
export class ProvisionJob implements JobHandler<{ machineId: string; run: number }> {
  constructor(private readonly runs: ProvisionRuns) {}

  handle({ payload }: Job<{ machineId: string; run: number }>, signal: AbortSignal): Promise<void> {
    return this.runs.carryOut(payload.machineId, payload.run, signal);
  }
}
