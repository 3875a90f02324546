import { Timeline } from '@automna/accounts';
import { type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import { Clock, UnitOfWork } from '@automna/core';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer, type Suspension } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { FAILURES } from '../domain/failures.js';
import { type LiveState, liveStateOf } from '../domain/lifecycle.js';
import { liveMessage, SUSPENSION_MESSAGES } from '../domain/live-message.js';
import { comingBack, MachineError } from '../fly-provisioner.errors.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { askForChange } from '../saga/apply-request.js';

/** A machine as its owner sees it right now. */
export interface MachineView {
  state: LiveState;
  region: string | null;
  /** The last time Fly saw the machine start, stop or change. */
  lastActivityAt: Date | null;
  message: string | null;
  sleepsWhenIdle: boolean;
  /** Why it is kept down: a payment is overdue or the subscription ended. Null while its owner is served. */
  suspended: Suspension | null;
}

interface Seen {
  at: number;
  machine: FlyMachine | 'gone' | 'silent';
}

/** Every open dashboard asks; Fly is asked once per machine in this time and process. */
const FRESH_MS = 3_000;
const MOST_REMEMBERED = 5_000;

/** A person is waiting: one try, and the cache above keeps the pace. */
const LOOK = { timeoutMs: 3_000, attempts: 1, paced: false } as const;
const ACT = { timeoutMs: 8_000, attempts: 2 } as const;

/** What machines do at this moment, asked of Fly, and the buttons a person has. */
@Injectable()
export class LiveMachines {
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
  ) {}

  async view(userId: string): Promise<MachineView> {
    const [machine, livePlan, suspension] = await Promise.all([
      this.store.ofUser(userId),
      this.plans.planOf(userId),
      this.plans.suspensionOf(userId),
    ]);
    const plan = livePlan ?? machine?.plan ?? null;
    const base = {
      region: machine?.region ?? null,
      lastActivityAt: null,
      sleepsWhenIdle: plan !== null && shouldSleepWhenIdle(plan),
      suspended: machine ? suspension : null,
    };
    if (!machine) return { ...base, state: 'none', message: null };
    if (machine.state === 'provisioning') return { ...base, state: 'provisioning', message: null };
    if (machine.state === 'failed') {
      const message = machine.errorCode ? FAILURES[machine.errorCode].text : null;
      return { ...base, state: 'failed', message: suspension ? SUSPENSION_MESSAGES[suspension] : message };
    }
    const now = describe(await this.look(machine), plan);
    if (suspension) return { ...base, ...now, message: SUSPENSION_MESSAGES[suspension] };
    const onItsWay = machine.suspended !== null && (now.state === 'asleep' || now.state === 'stopping');
    return { ...base, ...now, ...(onItsWay ? { state: 'starting', message: null } : {}) };
  }

  /** Wakes a sleeping machine; starting one that runs changes nothing. */
  async start(userId: string): Promise<MachineView> {
    const { machine, flyMachineId } = await this.readyOf(userId);
    await act(() => this.fly.startMachine(machine.appName, flyMachineId, ACT));
    return this.acted(machine, 'The agent was woken');
  }

  /** Restarts a running machine and wakes a sleeping one. */
  async restart(userId: string): Promise<MachineView> {
    const { machine, flyMachineId } = await this.readyOf(userId);
    await act(async () => {
      const live = await this.fly.getMachine(machine.appName, flyMachineId, ACT);
      if (live?.state === 'started') await this.fly.restartMachine(machine.appName, flyMachineId, ACT);
      else await this.fly.startMachine(machine.appName, flyMachineId, ACT);
    });
    return this.acted(machine, 'The agent was restarted');
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
    if (machine.suspended) throw comingBack();
    return { machine, flyMachineId: machine.flyMachineId };
  }

  private async acted(machine: MachineEntity, title: string): Promise<MachineView> {
    this.seen.delete(machine.id);
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
      if (suspension) await askForChange(tx, machine.id, 'started while not served');
    });
    const view = await this.view(machine.userId);
    // Fly takes a moment to move; nobody wants to read "asleep" right after pressing the button.
    return view.state === 'asleep' || view.state === 'stopping'
      ? { ...view, state: 'starting', message: null }
      : view;
  }

  private async look(machine: MachineEntity): Promise<Seen['machine']> {
    const now = this.clock.now().getTime();
    const known = this.seen.get(machine.id);
    if (known && now - known.at < FRESH_MS) return known.machine;
    const seen = await this.ask(machine);
    if (this.seen.size >= MOST_REMEMBERED) this.seen.clear();
    this.seen.set(machine.id, { at: now, machine: seen });
    return seen;
  }

  private async ask({ appName, flyMachineId }: MachineEntity): Promise<Seen['machine']> {
    if (!flyMachineId) return 'gone';
    try {
      return (await this.fly.getMachine(appName, flyMachineId, LOOK)) ?? 'gone';
    } catch (error) {
      if (error instanceof FlyError) return 'silent';
      throw error;
    }
  }
}

function describe(
  seen: Seen['machine'],
  plan: PlanName | null,
): Pick<MachineView, 'state' | 'message' | 'lastActivityAt'> {
  if (seen === 'gone' || seen === 'silent') {
    return { state: 'unreachable', message: liveMessage(seen, plan), lastActivityAt: null };
  }
  const state = liveStateOf(seen.state, seen.host_status);
  const newest = Math.max(0, ...(seen.events ?? []).map((event) => event.timestamp ?? 0));
  return {
    state,
    message: liveMessage(state, plan),
    lastActivityAt: newest > 0 ? new Date(newest) : null,
  };
}

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
    throw new MachineError('machine_unavailable', 'Please try again in a moment.', { cause: error });
  }
}
