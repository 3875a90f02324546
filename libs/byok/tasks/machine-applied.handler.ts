import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { KeyDelivery } from '../services/key-delivery.service.js';

interface MachineApplied {
  userId: string;
  /** Fingerprint of the key the machine runs with, by its own report; null when it runs without one. */
  fingerprint: string | null;
  /** False when this key could not be brought to it. */
  ok?: boolean;
}

/** The machine reports which key it runs with. */
@Injectable()
@OnEvent({ event: 'machine.applied', subscriber: 'byok.delivery' })
export class MachineAppliedHandler implements JobHandler<MachineApplied> {
  constructor(private readonly delivery: KeyDelivery) {}

  async handle({ payload: { userId, fingerprint, ok } }: Job<MachineApplied>): Promise<void> {
    if (ok === false) {
      if (fingerprint !== null) await this.delivery.failed(userId, fingerprint);
    } else if (fingerprint === null) await this.delivery.absent(userId);
    else await this.delivery.proven(userId, fingerprint);
  }
}
