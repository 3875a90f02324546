import { type Job, type JobHandler, OutboxHandler } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { APPLY_JOB, type ApplyPayload } from '../saga/apply-request.js';
import { MachineChanges } from '../services/machine-changes.service.js';

/** Brings the current key, plan and channels to a machine. */
@Injectable()
@OutboxHandler({ kind: APPLY_JOB, leaseSeconds: 20 })
export class ApplyJob implements JobHandler<ApplyPayload> {
  constructor(private readonly changes: MachineChanges) {}

  handle(job: Job<ApplyPayload>, signal: AbortSignal): Promise<void> {
    return this.changes.carryOut(job, signal);
  }
}
