import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { isAsleep, isGoingDown } from '../domain/lifecycle.js';
import {
  carriesConfig,
  changedMachineConfig,
  deliveredTo,
  isHeld,
  isInRescue,
  META,
} from '../domain/machine-config.js';
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
 * for the new secrets, so the machine reboots once. A sleeping machine stays asleep and wakes up with both. A machine
 * that is to stay down is held: the same update without a launch, then a stop; freeing it is an update that
 * launches. Doing any of it again when nothing has changed costs one read.
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
    // Fly goes on showing machines that are gone.
    if (!live || live.state.startsWith('destroy'))
      throw new FlyError('not_found', `The machine of ${appName} does not exist any more`);
    requireOurs(live, machine);
    const right = isRight(live, desired, secretsVersion);
    const done = right && (desired.hold === null || isGoingDown(live.state));
    const changed = done ? live : await this.change(live, right ? null : secretsVersion, context);
    await save(applied(changed, desired));
    return { updated: !right, flyState: changed.state };
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

  /** Under Fly's lease: the update, unless only the stop is missing (`secretsVersion` null), and the stop if it is one. */
  private async change(
    live: FlyMachine,
    secretsVersion: number | null,
    context: UpdateContext,
  ): Promise<FlyMachine> {
    const { machine, desired, signal } = context;
    const { appName } = machine;
    const nonce = await this.fly.acquireLease(appName, live.id, LEASE_SECONDS, signal);
    try {
      const changed =
        secretsVersion === null ? live : await this.update(live, secretsVersion, nonce, context);
      if (desired.hold === null || isGoingDown(changed.state)) return changed;
      await this.fly.stopMachine(appName, live.id, nonce, signal);
      return { ...changed, state: 'stopping' };
    } finally {
      await this.release(appName, live.id, nonce);
    }
  }

  private update(
    live: FlyMachine,
    secretsVersion: number,
    nonce: string,
    { machine, desired, signal }: UpdateContext,
  ): Promise<FlyMachine> {
    const held = desired.hold !== null;
    const identity = { machineId: machine.id, secretsVersion };
    return this.fly.updateMachine(
      machine.appName,
      live.id,
      {
        config: changedMachineConfig(live.config ?? {}, desired.blueprint, identity, { held }),
        current_version: live.version ?? live.instance_id,
        min_secrets_version: secretsVersion,
        skip_launch: held || (isAsleep(live.state) && !isHeld(live.config)),
      },
      nonce,
      signal,
    );
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

/** Everything but our settings is carried over from what answers, disks included: never another customer's. */
function requireOurs({ id, config }: FlyMachine, machine: MachineEntity): void {
  const owner = config?.metadata?.[META.machine];
  if (owner === undefined || owner === machine.id) return;
  throw new FlyError('rejected', `Machine ${id} of ${machine.appName} belongs to ${owner}`);
}

function applied(live: FlyMachine, desired: DesiredMachine): MachinePatch {
  return {
    machineVersion: live.version ?? live.instance_id ?? null,
    appliedConfigHash: desired.configHash,
    plan: desired.plan,
  };
}

/** It has what it ought to have, and may or may not be woken as it ought to be. */
function isRight(live: FlyMachine, desired: DesiredMachine, secretsVersion: number): boolean {
  const delivered = deliveredTo(live.config);
  return (
    delivered.configHash === desired.configHash &&
    delivered.secretsVersion >= secretsVersion &&
    carriesConfig(live.config, desired.blueprint) &&
    !isInRescue(live.config) &&
    isHeld(live.config) === (desired.hold !== null)
  );
}
