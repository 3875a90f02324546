import { setTimeout as delay } from 'node:timers/promises';
import type { Overview, Truth } from './truth.js';

/** Waits until no job waits or runs, three looks in a row: only then nothing can be made a second time any more. */
export async function untilSettled(truth: Truth, seconds = 150): Promise<Overview> {
  const deadline = Date.now() + seconds * 1000;
  for (let quiet = 0; ;) {
    const overview = await truth.overview();
    const { pending, running } = overview.jobs;
    quiet = pending + running === 0 && overview.stripeEvents.pending === 0 ? quiet + 1 : 0;
    if (quiet === 3) return overview;
    if (Date.now() > deadline)
      throw new Error(`Jobs are left after ${seconds} s: ${JSON.stringify(overview)}`);
    await delay(500);
  }
}
