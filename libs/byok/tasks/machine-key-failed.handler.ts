import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { AgentFailure } from '../persistence/byok-key.entity.js';
import { KeyDelivery } from '../services/key-delivery.service.js';

interface MachineKeyFailed {
  userId: string;
  /** Fingerprint of the key the machine ran with. */
  fingerprint: string;
  reason: AgentFailure;
}

/**
 * The agent says that Anthropic refused its key. It is only a hint: Anthropic is asked before anything changes. The
 * event's age is measured by our own clock, because the machine's may be another.
 */
@Injectable()
@OnEvent({ event: 'machine.key-failed', subscriber: 'byok.recheck' })
export class MachineKeyFailedHandler implements JobHandler<MachineKeyFailed> {
  constructor(private readonly delivery: KeyDelivery) {}

  async handle({ payload, createdAt }: Job<MachineKeyFailed>): Promise<void> {
    const { userId, fingerprint, reason } = payload;
    await this.delivery.refused(userId, fingerprint, reason, createdAt);
  }
}
