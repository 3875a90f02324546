import type { AppConfig, Clock } from '@automna/core';
import type { GatewayClient } from '@automna/openclaw';
import type { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import type { Pause } from '../adapters/pause.js';
import type { StepId } from '../domain/steps.js';
import type { MachineEntity, MachinePatch } from '../persistence/machine.entity.js';
import type { DesiredMachine, DesiredMachines } from '../services/desired-machine.service.js';
import type { MachineUpdater } from '../services/machine-updater.service.js';

/** What every step works with. */
export interface SagaTools {
  readonly fly: FlyClient;
  readonly gateway: GatewayClient;
  readonly updater: MachineUpdater;
  readonly desired: DesiredMachines;
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** One step's view of the run it is part of. */
export interface StepContext {
  readonly tools: SagaTools;
  /** Always as last saved. */
  readonly machine: MachineEntity;
  /** When this step was begun, also across restarts. */
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  desired(): Promise<DesiredMachine>;
  /** Written at once: an id that exists only in memory is lost in a crash. */
  save(patch: MachinePatch): Promise<void>;
  /** A few words for the customer about what is going on. */
  tell(detail: string): Promise<void>;
}

/**
 * A step may be interrupted between any two lines and run again, so it looks before it makes anything. It ends by
 * returning, by `NotYet`, by `StepFailure`, or by a `FlyError` that the runner weighs.
 */
export interface ProvisionStep {
  readonly id: StepId;
  run(context: StepContext): Promise<void>;
}

/**
 * Finds what an earlier try made, or makes it. When it is unclear whether the making succeeded (time-out, dropped
 * connection), looks once more before giving up, so that the next try does not make a second one.
 */
export async function findOrCreate<T>(
  find: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<T> {
  const existing = await find();
  if (existing !== undefined) return existing;
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof FlyError) || !error.facts.outcomeUnknown) throw error;
    const made = await find();
    if (made === undefined) throw error;
    return made;
  }
}
