import type { FlyIp, FlyIpType } from '../adapters/fly-types.js';
import { findOrCreate, type ProvisionStep } from './provision-step.js';

/** A shared IPv4 costs nothing; IPv6 is the app's own. Private ones (fd…) do not reach the internet. */
const WANTED: readonly { type: FlyIpType; is: (ip: FlyIp) => boolean }[] = [
  { type: 'v6', is: ({ ip }) => ip?.includes(':') === true && !ip.toLowerCase().startsWith('fd') },
  { type: 'shared_v4', is: ({ ip, shared }) => ip?.includes('.') === true && shared === true },
];

export const networkStep: ProvisionStep = {
  id: 'network',
  async run({ tools: { fly }, machine: { appName }, signal }) {
    for (const { type, is } of WANTED) {
      await findOrCreate(
        async () => (await fly.listIps(appName, signal)).find(is),
        () => fly.assignIp(appName, type, signal),
      );
    }
  },
};
