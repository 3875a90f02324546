import type { MachineLifecycle } from '@automna/api-client';
import { machineLabel } from '../../../ui/state-labels.js';

const STATES: Record<MachineLifecycle, true> = { failed: true, provisioning: true, ready: true };

/** Worst first, as a list to choose from. */
export const MACHINE_STATES = Object.keys(STATES).map((state) => ({
  state,
  label: machineLabel(state).label,
}));

export type MachineFilter = 'state' | 'suspended' | 'drifted' | 'region' | 'query';

/** Exactly what the address says, without what is empty or does not exist. */
export function machineFilters(address: Partial<Record<MachineFilter, string>>): Record<string, string> {
  const given = {
    state: Object.hasOwn(STATES, address.state ?? '') ? address.state : undefined,
    suspended: yesOrNo(address.suspended),
    drifted: yesOrNo(address.drifted),
    region: address.region?.trim().toLowerCase(),
    query: address.query?.trim().slice(0, 100),
  };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]));
}

function yesOrNo(value: string | undefined): string | undefined {
  return value === 'true' || value === 'false' ? value : undefined;
}
