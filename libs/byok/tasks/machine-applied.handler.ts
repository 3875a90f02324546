import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { ByokKeys } from '../services/byok-keys.service.js';

interface MachineApplied {
  userId: string;
  /** Fingerprint of the key the machine was given; null when it was given none. */
  fingerprint: string | null;
  ok?: boolean;
}

/** The machine reports which key it runs with. */
@Injectable()
@OnEvent({ event: 'machine.applied', subscriber: 'byok.delivery' })
export class MachineAppliedHandler implements JobHandler<MachineApplied> {
  constructor(private readonly keys: ByokKeys) {}

  async handle({ payload }: Job<MachineApplied>): Promise<void> {
    if (payload.fingerprint === null) return;
    await this.keys.markDelivery(
      payload.userId,
      payload.fingerprint,
      payload.ok === false ? 'failed' : 'delivered',
    );
  }
}
