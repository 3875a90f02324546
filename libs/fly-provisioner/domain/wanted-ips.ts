import type { FlyIp, FlyIpType } from '../adapters/fly-types.js';

/** A shared IPv4 costs nothing; IPv6 is the app's own. Private ones (fd…) do not reach the internet. */
export const WANTED_IPS: readonly { type: FlyIpType; is: (ip: FlyIp) => boolean }[] = [
  { type: 'v6', is: ({ ip }) => ip?.includes(':') === true && !ip.toLowerCase().startsWith('fd') },
  { type: 'shared_v4', is: ({ ip, shared }) => ip?.includes('.') === true && shared === true },
];
