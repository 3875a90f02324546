import { WANTED_IPS } from '../domain/wanted-ips.js';
import { findOrCreate, type ProvisionStep } from './provision-step.js';

export const networkStep: ProvisionStep = {
  id: 'network',
  async run({ tools: { fly }, machine: { appName }, signal }) {
    for (const { type, is } of WANTED_IPS) {
      await findOrCreate(
        async () => (await fly.listIps(appName, signal)).find(is),
        () => fly.assignIp(appName, type, signal),
      );
    }
  },
};
