import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waiting between attempts, injected so that tests neither wait nor guess. */
@Injectable()
export class Pause {
  async for(ms: number): Promise<void> {
    await sleep(ms);
  }

  /** A number in [0, 1) that spreads retries apart. */
  jitter(): number {
    return Math.random();
  }
}
