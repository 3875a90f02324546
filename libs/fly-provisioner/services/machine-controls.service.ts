import { Timeline } from '@automna/accounts';
import { Clock, UnitOfWork } from '@automna/core';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import { keptDown, MachineError } from '../fly-provisioner.errors.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { askForChange } from '../saga/apply-request.js';
import { LiveMachines, type MachineView } from './live-machines.service.js';

/** A person is waiting; a storm of clicks is refused, not queued. */
const ACT = { timeoutMs: 8_000, attempts: 2, patienceMs: 1_000 } as const;

/** The buttons a customer has: wake, restart, stop and start again. */
@Injectable()
export class MachineControls {
  constructor(
    private readonly store: MachineStore,
    private readonly live: LiveMachines,
    private readonly fly: FlyClient,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
  ) {}

  /** Wakes a sleeping machine and frees one its owner stopped; starting one that runs changes nothing. */
  async start(userId: string): Promise<MachineView> {
    const { machine, flyMachineId } = await this.readyOf(userId);
    if (machine.stoppedByOwnerAt) return this.free(machine);
    if (machine.suspended) throw keptDown(machine);
    await act(() => this.fly.startMachine(machine.appName, flyMachineId, ACT));
    return this.acted(machine, 'The agent was woken');
  }

  /** Restarts a running machine, wakes a sleeping one and frees one its owner stopped. */
  async restart(userId: string): Promise<MachineView> {
    const { machine, flyMachineId } = await this.readyOf(userId);
    if (machine.stoppedByOwnerAt) return this.free(machine);
    if (machine.suspended) throw keptDown(machine);
    await act(async () => {
      const live = await this.fly.getMachine(machine.appName, flyMachineId, ACT);
      if (live?.state === 'started') await this.fly.restartMachine(machine.appName, flyMachineId, ACT);
      else await this.fly.startMachine(machine.appName, flyMachineId, ACT);
    });
    return this.acted(machine, 'The agent was restarted');
  }

  /**
   * Stops the machine until its owner starts it again: no message wakes it, no repair, no new plan. The wish is kept
   * first and carried out by a job, so that it outlives a vendor that does not answer.
   */
  async stop(userId: string): Promise<MachineView> {
    const { machine } = await this.readyOf(userId);
    if (machine.stoppedByOwnerAt) return this.live.view(userId);
    await this.wish(machine, this.clock.now(), 'stopped by the customer');
    return this.live.view(userId);
  }

  private async free(machine: MachineEntity): Promise<MachineView> {
    await this.wish(machine, null, 'started by the customer');
    return rising(await this.live.view(machine.userId));
  }

  private async wish(machine: MachineEntity, stoppedByOwnerAt: Date | null, cause: string): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.store.update(tx, machine.id, { stoppedByOwnerAt });
      await askForChange(tx, machine.id, cause);
    });
    this.live.forget(machine);
  }

  private async readyOf(userId: string): Promise<{ machine: MachineEntity; flyMachineId: string }> {
    await this.plans.requireService(userId);
    const machine = await this.store.ofUser(userId);
    if (!machine) throw new MachineError('machine_not_found', 'Set up your agent first.');
    if (machine.state !== 'ready' || !machine.flyMachineId) {
      throw new MachineError(
        'machine_busy',
        'Your agent is not set up yet. Wait for it to finish, or try again.',
      );
    }
    return { machine, flyMachineId: machine.flyMachineId };
  }

  private async acted(machine: MachineEntity, title: string): Promise<MachineView> {
    this.live.forget(machine);
    const suspension = await this.plans.suspensionOf(machine.userId);
    await this.unitOfWork.run(async (tx) => {
      await this.timeline.record(tx, {
        userId: machine.userId,
        kind: 'machine.started',
        title,
        cause: 'the customer',
        data: { machineId: machine.id },
      });
      // Stopped for good in the moment between our looking and Fly's starting it.
      const now = await this.store.ofUserIn(tx, machine.userId);
      if (suspension || now?.stoppedByOwnerAt) await askForChange(tx, machine.id, 'started while kept down');
    });
    return rising(await this.live.view(machine.userId));
  }
}

/** Fly takes a moment to move; nobody wants to read "asleep" right after pressing the button. */
function rising(view: MachineView): MachineView {
  if (view.suspended || (view.state !== 'asleep' && view.state !== 'stopping')) return view;
  return { ...view, state: 'starting', message: null };
}

/** @throws MachineError machine_busy | machine_unavailable */
async function act(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FlyError)) throw error;
    if (error.failure === 'conflict') {
      throw new MachineError('machine_busy', 'Your agent is being updated. Try again in a moment.', {
        cause: error,
      });
    }
    if (error.failure === 'rate_limited') {
      const seconds = Math.ceil((error.facts.retryAfterMs ?? 1_000) / 1000);
      throw new MachineError('machine_busy', 'You did that a moment ago. Give your agent some seconds.', {
        cause: error,
        headers: { 'retry-after': String(seconds) },
      });
    }
    throw new MachineError('machine_unavailable', 'Please try again in a moment.', { cause: error });
  }
}
