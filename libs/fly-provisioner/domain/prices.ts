import { isAtRest } from './lifecycle.js';
import type { ObservedMachine, ObservedVolume } from './observed.js';

/** What Fly asks per month, in US cents. */
export interface FlyPrices {
  /** A shared-cpu-1x with 2 GB that runs all month; others by their memory. */
  machine: number;
  /** One that is stopped: its root file system is still kept. */
  stoppedMachine: number;
  volumeGb: number;
  /** An IPv4 of one's own. Shared ones and IPv6 cost nothing. */
  ipv4: number;
}

const PRICED_MEMORY_MB = 2048;

/** US cents a month. One that works half of the time costs half; here it counts as it was seen. */
export function machineCents(prices: FlyPrices, { state, memoryMb }: ObservedMachine): number {
  if (isAtRest(state)) return prices.stoppedMachine;
  return Math.round((prices.machine * memoryMb) / PRICED_MEMORY_MB);
}

export function volumeCents(prices: FlyPrices, { sizeGb }: ObservedVolume): number {
  return prices.volumeGb * sizeGb;
}

export function ipCents(prices: FlyPrices, ip: { ip?: string; shared?: boolean }): number {
  return ip.shared !== true && ip.ip?.includes('.') === true ? prices.ipv4 : 0;
}
