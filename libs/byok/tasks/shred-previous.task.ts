import { ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { KeyShredder } from '../services/key-shredder.service.js';

/** Keys destroyed in one transaction. */
const BATCH = 50;

@Injectable()
@ScheduledTask({ name: 'byok.shred-previous', everySeconds: 600, leaseSeconds: 120 })
export class ShredPreviousTask implements TaskRunner {
  constructor(private readonly shredder: KeyShredder) {}

  async run(signal: AbortSignal): Promise<string> {
    let shredded = 0;
    for (let batch = BATCH; batch === BATCH && !signal.aborted; shredded += batch) {
      batch = await this.shredder.shredPrevious(BATCH);
    }
    return `${shredded} replaced keys destroyed`;
  }
}
