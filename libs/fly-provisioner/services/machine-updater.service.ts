import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { changedMachineConfig, deliveredTo } from '../domain/machine-config.js';
import type { MachineEntity, MachinePatch } from '../persistence/machine.entity.js';
import type { DesiredMachine } from './desired-machine.service.js';

/** Fly frees its lease by itself after this time, should we die holding it. */
const LEASE_SECONDS = 60;

export interface UpdateContext {
  machine: MachineEntity;
  desired: DesiredMachine;
  save(patch: MachinePatch): Promise<void>;
  signal: AbortSignal;
}

export interface UpdateResult {
  updated: boolean;
  /** Fly's word for what the machine does now. */
  flyState: string;
}

/**
 * Makes an existing machine what it ought to be: secrets first, then one update that carries the new config and asks
 * for the new secrets, so the machine reboots once. A sleeping machine stays asleep and wakes up with both. Doing it
 * again when nothing has changed costs one read.
 */
@Injectable()
export class MachineUpdater {
  constructor(private readonly fly: FlyClient) {}

  /** @throws FlyError `not_found` when the machine is gone, `conflict` when somebody else is changing it. */
  async bringUpToDate(context: UpdateContext): Promise<UpdateResult> {
    const { machine, desired, save, signal } = context;
    await save({ desiredConfigHash: desired.configHash });
    const secretsVersion = await this.deliverSecrets(context);
    const { appName, flyMachineId } = machine;
    const live = flyMachineId ? await this.fly.getMachine(appName, flyMachineId, { signal }) : null;
    if (!live) throw new FlyError('not_found', `The machine of ${appName} does not exist any more`);
    const delivered = deliveredTo(live.config);
    if (delivered.configHash === desired.configHash && delivered.secretsVersion >= secretsVersion) {
      await save(applied(live, desired));
      return { updated: false, flyState: live.state };
    }
    const changed = await this.update(live, secretsVersion, context);
    await save(applied(changed, desired));
    return { updated: true, flyState: changed.state };
  }

  private async deliverSecrets({ machine, desired, save, signal }: UpdateContext): Promise<number> {
    if (machine.appliedSecretsHash === desired.secretsHash) return machine.secretsVersion;
    const present = new Set((await this.fly.listSecrets(machine.appName, signal)).map(({ name }) => name));
    const values = Object.fromEntries(
      Object.entries(desired.secrets).filter(([name, value]) => value !== null || present.has(name)),
    );
    const secretsVersion = await this.fly.setSecrets(machine.appName, values, signal);
    await save({ secretsVersion, appliedSecretsHash: desired.secretsHash });
    return secretsVersion;
  }

  private async update(
    live: FlyMachine,
    secretsVersion: number,
    { machine, desired, signal }: UpdateContext,
  ): Promise<FlyMachine> {
    const { appName } = machine;
    const nonce = await this.fly.acquireLease(appName, live.id, LEASE_SECONDS, signal);
    try {
      return await this.fly.updateMachine(
        appName,
        live.id,
        {
          config: changedMachineConfig(live.config ?? {}, desired.blueprint, {
            machineId: machine.id,
            secretsVersion,
          }),
          current_version: live.version ?? live.instance_id,
          min_secrets_version: secretsVersion,
          skip_launch: isAsleep(live.state),
        },
        nonce,
        signal,
      );
    } finally {
      await this.release(appName, live.id, nonce);
    }
  }

  /** A lease we fail to give back frees itself; that is no reason to fail an update that was made. */
  private async release(appName: string, id: string, nonce: string): Promise<void> {
    try {
      await this.fly.releaseLease(appName, id, nonce);
    } catch (error) {
      if (!(error instanceof FlyError)) throw error;
    }
  }
}

function applied(live: FlyMachine, desired: DesiredMachine): MachinePatch {
  return {
    machineVersion: live.version ?? live.instance_id ?? null,
    appliedConfigHash: desired.configHash,
    plan: desired.plan,
  };
}

function isAsleep(flyState: string): boolean {
  return flyState === 'stopped' || flyState === 'suspended';
}
