import { type Job, type JobHandler, OutboxHandler } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DeletionRunner } from '../fleet/deletion-runner.service.js';
import { DELETION_JOB } from '../fleet/deletions.service.js';

/** Carries a deletion as far as it may go by now. */
@Injectable()
@OutboxHandler({ kind: DELETION_JOB, leaseSeconds: 20 })
export class DeletionJob implements JobHandler<{ deletionId: string }> {
  constructor(private readonly runner: DeletionRunner) {}

  handle({ payload }: Job<{ deletionId: string }>, signal: AbortSignal): Promise<void> {
    return this.runner.carryOut(payload.deletionId, signal);
  }
}
