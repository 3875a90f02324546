import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Waiting, injected so that tests need not wait. */
export abstract class Pause {
  abstract for(ms: number, signal?: AbortSignal): Promise<void>;
}

@Injectable()
export class RealPause extends Pause {
  async for(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms, undefined, signal ? { signal } : {});
  }
}
