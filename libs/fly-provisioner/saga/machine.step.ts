import { deliveredTo, META, newMachineConfig } from '../domain/machine-config.js';
import { findOrCreate, type ProvisionStep } from './provision-step.js';

/** The machine itself. It is found again by our id in its metadata, also when we never heard the answer to our request. */
export const machineStep: ProvisionStep = {
  id: 'machine',
  async run({ tools: { fly }, machine, signal, desired, save, tell }) {
    const { id, appName, region, volumeId, secretsVersion } = machine;
    if (!volumeId) throw new Error(`Machine ${id} has no volume before its machine step`);
    const { blueprint, plan, configHash } = await desired();
    await save({ desiredConfigHash: configHash });
    const made = await findOrCreate(
      async () => (await fly.listMachines(appName, { [META.machine]: id }, signal))[0],
      () =>
        fly.createMachine(
          appName,
          {
            name: 'agent',
            region,
            config: newMachineConfig(blueprint, { machineId: id, volumeId, secretsVersion }),
            min_secrets_version: secretsVersion,
          },
          signal,
        ),
    );
    await save({
      flyMachineId: made.id,
      machineVersion: made.version ?? made.instance_id ?? null,
      appliedConfigHash: deliveredTo(made.config).configHash,
      plan,
    });
    await tell(`Region ${made.region ?? region}`);
  },
};
