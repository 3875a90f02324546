import { LeaseBusyError, Leases, RetryLater } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { NotYet } from '../domain/failures.js';

const BUSY_RETRY_MS = 2_000;

/** One job at a time works on a machine, in whichever process; others come back later. */
@Injectable()
export class MachineLease {
  constructor(private readonly leases: Leases) {}

  /** @throws RetryLater while somebody else works on the machine, or when the work needs more time. */
  async run(
    machineId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    try {
      await this.leases.run(`machine:${machineId}`, {}, (lease) =>
        work(AbortSignal.any([signal, lease.signal])),
      );
    } catch (error) {
      if (error instanceof LeaseBusyError) {
        throw new RetryLater(BUSY_RETRY_MS, `Machine ${machineId} is being worked on`);
      }
      if (error instanceof NotYet) throw new RetryLater(error.delayMs, error.message);
      throw error;
    }
  }
}
