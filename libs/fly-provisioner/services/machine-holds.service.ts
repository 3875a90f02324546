import { Timeline } from '@automna/accounts';
import { Clock, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import { NotYet } from '../domain/failures.js';
import { type Hold, HOLD_CAUSES } from '../domain/hold.js';
import { isAtRest, isRising } from '../domain/lifecycle.js';
import { META } from '../domain/machine-config.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';

const WAIT_SECONDS = 20;
const POLL_MS = 1_000;

/** Stopping a machine that is to stay down, and bringing the same one back. Nothing is ever removed. */
@Injectable()
export class MachineHolds {
  constructor(
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** Before Fly is asked for anything: whoever takes over after a crash knows where this was going. */
  async intend(machine: MachineEntity, hold: Hold | null, signal: AbortSignal): Promise<MachineEntity> {
    const { suspended, suspendedAt } = machine;
    const turning = hold === null ? suspendedAt !== null : suspended === null;
    if (!turning && (hold === null || hold === suspended)) return machine;
    const patch = {
      suspended: hold ?? suspended,
      suspendedAt: turning ? null : suspendedAt,
    };
    signal.throwIfAborted();
    await this.store.save(machine.id, patch);
    return { ...machine, ...patch };
  }

  /**
   * A set-up that failed may have made a machine without hearing of it; it must not run on unseen.
   * @returns the machine with its id at Fly, or null when nothing runs
   */
  async found(machine: MachineEntity, signal: AbortSignal): Promise<MachineEntity | null> {
    if (machine.flyMachineId) return machine;
    const flyMachineId = await this.search(machine, signal);
    if (!flyMachineId) return null;
    signal.throwIfAborted();
    await this.store.save(machine.id, { flyMachineId });
    return { ...machine, flyMachineId };
  }

  /** @throws NotYet until the machine is seen to be down. */
  async proveDown(machine: MachineEntity, flyState: string, signal: AbortSignal): Promise<void> {
    if (isAtRest(flyState)) return;
    const { appName, flyMachineId } = machine;
    const live = flyMachineId ? await this.fly.getMachine(appName, flyMachineId, { signal }) : null;
    if (!live || isAtRest(live.state)) return;
    const version = live.version ?? live.instance_id ?? '';
    if (live.state === 'stopping') {
      if (await this.fly.waitUntilStopped(appName, live.id, version, WAIT_SECONDS, signal)) return;
    }
    throw new NotYet(POLL_MS, `The machine is still ${live.state}`);
  }

  /** Once it has started it may sleep again, as the plan has it. @throws NotYet until it was seen to run. */
  async proveUp(machine: MachineEntity, flyState: string, signal: AbortSignal): Promise<void> {
    const { appName, flyMachineId } = machine;
    if (flyState === 'started' || !flyMachineId) return;
    if (!isRising(flyState)) await this.fly.startMachine(appName, flyMachineId, { signal });
    if (await this.fly.waitUntilStarted(appName, flyMachineId, WAIT_SECONDS, signal)) return;
    throw new NotYet(POLL_MS, 'The machine is starting again');
  }

  /** After it was proven; says so once. */
  async record(tx: Tx, machine: MachineEntity, hold: Hold | null): Promise<void> {
    if (hold !== null && machine.suspendedAt === null) {
      await this.store.update(tx, machine.id, { suspendedAt: this.clock.now() });
      await this.tell(tx, machine, 'machine.suspended', 'The agent was stopped', HOLD_CAUSES[hold].stopped);
    }
    if (hold === null && machine.suspended !== null) {
      await this.store.update(tx, machine.id, { suspended: null, suspendedAt: null });
      await this.tell(
        tx,
        machine,
        'machine.resumed',
        'The agent runs again',
        HOLD_CAUSES[machine.suspended].freed,
      );
    }
  }

  private async search({ id, appName }: MachineEntity, signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await this.fly.listMachines(appName, { [META.machine]: id }, signal))[0]?.id;
    } catch (error) {
      if (error instanceof FlyError && error.failure === 'not_found') return undefined;
      throw error;
    }
  }

  private async tell(
    tx: Tx,
    machine: MachineEntity,
    kind: string,
    title: string,
    cause: string,
  ): Promise<void> {
    const { userId, id } = machine;
    await this.timeline.record(tx, { userId, kind, title, cause, data: { machineId: id } });
  }
}
