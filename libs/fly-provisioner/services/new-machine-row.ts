import type { Sealed } from '@automna/core';
import type { MachineEntity } from '../persistence/machine.entity.js';

/** The row of a machine that is still to be set up. */
export function newMachineRow(
  given: { id: string; userId: string; appName: string; region: string; gatewayToken: Sealed },
  now: Date,
): MachineEntity {
  return {
    ...given,
    state: 'provisioning',
    step: null,
    fullRegions: [],
    volumeId: null,
    discardVolumeId: null,
    flyMachineId: null,
    machineVersion: null,
    secretsVersion: 0,
    appliedSecretsHash: null,
    desiredConfigHash: null,
    appliedConfigHash: null,
    plan: null,
    suspended: null,
    suspendedAt: null,
    stoppedByOwnerAt: null,
    proxyTokenHash: null,
    run: 1,
    attempts: 0,
    failures: 0,
    errorCode: null,
    errorText: null,
    startedAt: now,
    finishedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}
