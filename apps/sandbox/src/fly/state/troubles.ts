import { routeMatcher } from '../../kernel/index.js';
import { FlyError } from '../errors.js';
import { isRegion } from './regions.js';
import type { Machine } from './types.js';

/** Requests that are carried out and then answered 408, as when the vendor's front loses patience with a host. */
export interface LateAnswer {
  method?: string;
  route: string;
  /** How often still; null until reset. */
  times: number | null;
}

/** What is kept across restarts. */
export interface TroublesState {
  fullRegions: string[];
  lateAnswers: LateAnswer[];
}

/** What is wrong at the vendor, on demand. */
export class Troubles {
  private readonly fullRegions = new Set<string>();
  private lateAnswers: LateAnswer[] = [];

  /** No new machines and volumes there (or again); what is there keeps working. */
  setFull(region: string, full: boolean): void {
    if (full) this.fullRegions.add(region);
    else this.fullRegions.delete(region);
  }

  /** Refuses in a region that is full. */
  mustHaveRoom(region: string, what: 'machine' | 'volume'): void {
    if (!this.fullRegions.has(region)) return;
    const code = what === 'machine' ? 'insufficient_capacity' : 'volume_placement_capacity';
    throw new FlyError(422, `insufficient resources to create new ${what} in region "${region}"`, code);
  }

  /** Adds requests to be answered late. The route is checked here. */
  answerLate(rule: LateAnswer): void {
    routeMatcher(rule.route);
    this.lateAnswers.push({ ...rule });
  }

  /** Whether the answer to this request comes too late; counts it. */
  isLate(method: string, path: string): boolean {
    const rule = this.lateAnswers.find(
      (it) =>
        it.times !== 0 && (it.method === undefined || it.method === method) && routeMatcher(it.route)(path),
    );
    if (rule?.times) rule.times -= 1;
    return rule !== undefined;
  }

  save(): TroublesState {
    return { fullRegions: [...this.fullRegions], lateAnswers: this.lateAnswers };
  }

  load(state: TroublesState | undefined): void {
    this.reset();
    for (const region of state?.fullRegions ?? []) if (isRegion(region)) this.fullRegions.add(region);
    this.lateAnswers = state?.lateAnswers ?? [];
  }

  reset(): void {
    this.fullRegions.clear();
    this.lateAnswers = [];
  }
}

/** Every change has to reach the machine's host. One that does not answer is a 408, and nothing happened. */
export function mustReach(machine: Machine): void {
  if (machine.hostStatus !== 'unreachable') return;
  throw new FlyError(408, `deadline_exceeded: the host of machine ${machine.id} did not answer`);
}
