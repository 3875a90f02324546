import { type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import { Clock } from '@automna/core';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { FAILURES } from '../domain/failures.js';
import { type Hold, HOLD_MESSAGES, holdOf } from '../domain/hold.js';
import { type LiveState, liveStateOf } from '../domain/lifecycle.js';
import { liveMessage } from '../domain/live-message.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';

/** A machine as its owner sees it right now. */
export interface MachineView {
  state: LiveState;
  region: string | null;
  /** The last time Fly saw the machine start, stop or change. */
  lastActivityAt: Date | null;
  message: string | null;
  sleepsWhenIdle: boolean;
  /** Why it is kept down: a payment is overdue, the subscription ended, or its owner stopped it. Null when it may run. */
  suspended: Hold | null;
}

type Sight = FlyMachine | 'gone' | 'silent';

interface Seen {
  at: number;
  machine: Promise<Sight>;
}

/** Every open dashboard asks; Fly is asked once per machine in this time and process. */
const FRESH_MS = 3_000;
const MOST_REMEMBERED = 5_000;

/** A person is waiting: one try, and the cache above keeps the pace. */
const LOOK = { timeoutMs: 3_000, attempts: 1, paced: false } as const;

/** What machines do at this moment, asked of Fly. */
@Injectable()
export class LiveMachines {
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
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
    const hold = machine && holdOf(suspension, machine);
    const base = {
      region: machine?.region ?? null,
      lastActivityAt: null,
      sleepsWhenIdle: plan !== null && shouldSleepWhenIdle(plan),
      suspended: hold,
    };
    if (!machine) return { ...base, state: 'none', message: null };
    if (machine.state === 'provisioning') return { ...base, state: 'provisioning', message: null };
    if (machine.state === 'failed') {
      const message = machine.errorCode ? FAILURES[machine.errorCode].text : null;
      return { ...base, state: 'failed', message: hold ? HOLD_MESSAGES[hold] : message };
    }
    const now = describe(await this.look(machine), plan);
    if (hold) {
      // The job that stops it is on its way.
      const state = hold === 'owner' && now.state === 'awake' ? 'stopping' : now.state;
      return { ...base, ...now, state, message: HOLD_MESSAGES[hold] };
    }
    const onItsWay = machine.suspended !== null && (now.state === 'asleep' || now.state === 'stopping');
    return { ...base, ...now, ...(onItsWay ? { state: 'starting', message: null } : {}) };
  }

  /** After something was done to it: the next look asks Fly again. */
  forget({ id }: Pick<MachineEntity, 'id'>): void {
    this.seen.delete(id);
  }

  /** Whoever asks while a question is on its way waits for its answer. */
  private look(machine: MachineEntity): Promise<Sight> {
    const now = this.clock.now().getTime();
    const known = this.seen.get(machine.id);
    if (known && now - known.at < FRESH_MS) return known.machine;
    const asked = { at: now, machine: this.ask(machine) };
    if (this.seen.size >= MOST_REMEMBERED) this.seen.clear();
    this.seen.set(machine.id, asked);
    asked.machine.catch(() => this.seen.delete(machine.id));
    return asked.machine;
  }

  private async ask({ appName, flyMachineId }: MachineEntity): Promise<Sight> {
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
  seen: Sight,
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
