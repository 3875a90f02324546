import { type Job, type JobHandler, OutboxHandler, PermanentFailure, RetryLater } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyError } from '../adapters/fly-error.js';
import { NotYet } from '../domain/failures.js';
import { PROVE_JOB, type ProvePayload } from '../saga/proof-request.js';
import { MachineProofs } from '../services/machine-proofs.service.js';

const CONFLICT_RETRY_MS = 5_000;

/** Asks a machine which key it runs with, after it was given one. What sleeps is asked when it is seen to run. */
@Injectable()
@OutboxHandler({ kind: PROVE_JOB, leaseSeconds: 60 })
export class ProveJob implements JobHandler<ProvePayload> {
  constructor(private readonly proofs: MachineProofs) {}

  async handle({ payload, createdAt }: Job<ProvePayload>, signal: AbortSignal): Promise<void> {
    try {
      await this.proofs.begin(payload.machineId, createdAt, signal);
    } catch (error) {
      if (error instanceof NotYet) throw new RetryLater(error.delayMs, error.message);
      // It stopped between our looking and our asking, or somebody else is changing it.
      if (error instanceof FlyError && error.failure === 'conflict') {
        throw new RetryLater(CONFLICT_RETRY_MS, error.message);
      }
      if (error instanceof FlyError && (error.failure === 'rejected' || error.failure === 'not_found')) {
        throw new PermanentFailure(error.message, { cause: error });
      }
      throw error;
    }
  }
}
