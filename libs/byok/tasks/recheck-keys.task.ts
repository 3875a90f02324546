import { ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { KeyRecheck } from '../services/key-recheck.service.js';

/** Keys checked in one run; the rest waits for the next one. */
const BATCH = 50;

@Injectable()
@ScheduledTask({ name: 'byok.recheck-keys', everySeconds: 30, leaseSeconds: 120 })
export class RecheckKeysTask implements TaskRunner {
  constructor(private readonly recheck: KeyRecheck) {}

  async run(signal: AbortSignal): Promise<string> {
    let checked = 0;
    while (checked < BATCH && !signal.aborted && (await this.recheck.checkNext())) checked += 1;
    return `${checked} keys checked`;
  }
}
