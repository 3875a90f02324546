import { Clock } from '@automna/core';
import { GatewayError } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import type { KeyTrouble, UsageCount } from '../persistence/machine-observation.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { ObservationStore } from '../persistence/observation-store.js';
import { DesiredMachines } from '../services/desired-machine.service.js';
import { LiveMachines, type MachineView } from '../services/live-machines.service.js';
import { UsageWatch } from './usage-watch.service.js';

/** What an agent has used; `asOf` null means nobody could ask it yet. */
export interface AgentUsageView {
  usage: UsageCount | null;
  asOf: Date | null;
}

/** A machine as its owner sees it, with what the agent on it was seen to be. */
export interface AgentView extends MachineView {
  /** Anthropic turned the agent away: because of the key, or because the account cannot pay. */
  keyProblem: KeyTrouble | null;
  /** When the agent itself last answered us. */
  checkedAt: Date | null;
}

const FRESH_MS = 60_000;
/** Nobody used the agent for so long: what was wrong with the key then says nothing about now. */
const TROUBLE_MS = 24 * 3_600_000;

const SILENT =
  'The machine of your agent runs, but the agent on it does not answer. We are looking after it; a restart may help.';
const REFUSES = 'Your agent does not take our token any more. A restart puts that right.';

/** Health and usage of a customer's agent. Reads what was seen; a sleeping agent is never woken to see more. */
@Injectable()
export class AgentUsage {
  constructor(
    private readonly store: MachineStore,
    private readonly observations: ObservationStore,
    private readonly live: LiveMachines,
    private readonly desired: DesiredMachines,
    private readonly watch: UsageWatch,
    private readonly clock: Clock,
  ) {}

  /** Adds what was seen of the agent to what Fly says of its machine. */
  async health(userId: string, view: MachineView): Promise<AgentView> {
    const machine = await this.store.ofUser(userId);
    if (!machine) return { ...view, keyProblem: null, checkedAt: null };
    const seen = await this.observations.of(machine.id);
    const newest = Math.max(view.lastActivityAt?.getTime() ?? 0, seen.activeAt?.getTime() ?? 0);
    const troubleAge = this.clock.now().getTime() - (seen.keyTroubleAt?.getTime() ?? 0);
    const trouble = view.state === 'awake' ? gatewayMessage(seen.gateway) : null;
    return {
      ...view,
      ...(trouble ? { state: 'unreachable' as const, message: trouble } : {}),
      lastActivityAt: newest > 0 ? new Date(newest) : null,
      keyProblem: troubleAge < TROUBLE_MS ? seen.keyTrouble : null,
      checkedAt: seen.answeredAt,
    };
  }

  /** Asks an agent that is always awake when the last answer is older than a minute; shows the last answer else. */
  async usage(userId: string, signal?: AbortSignal): Promise<AgentUsageView> {
    const machine = await this.store.ofUser(userId);
    if (!machine) return { usage: null, asOf: null };
    const seen = await this.observations.of(machine.id);
    const age = this.clock.now().getTime() - (seen.usageAt?.getTime() ?? 0);
    if (age >= FRESH_MS && machine.state === 'ready' && (await this.mayAsk(userId))) {
      const address = { appUrl: this.desired.appUrl(machine), token: this.desired.gatewayToken(machine) };
      try {
        await this.watch.look(machine, address, true, signal ?? AbortSignal.timeout(FRESH_MS));
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
      }
    }
    const { usage, usageAt } = await this.observations.of(machine.id);
    return { usage, asOf: usageAt };
  }

  /** One that sleeps when idle is left alone even while it is awake: our asking would keep it so. */
  private async mayAsk(userId: string): Promise<boolean> {
    const { state, sleepsWhenIdle, suspended } = await this.live.view(userId);
    return state === 'awake' && !sleepsWhenIdle && suspended === null;
  }
}

function gatewayMessage(gateway: 'answers' | 'silent' | 'refuses' | null): string | null {
  if (gateway === 'silent') return SILENT;
  return gateway === 'refuses' ? REFUSES : null;
}
