import { Component, DestroyRef, computed, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import {
  Icon,
  ProblemAlert,
  type Problem,
  SkeletonLines,
  StatusChip,
  type StatusWords,
  machineWords,
  toProblem,
} from '@automna/web-ui';
import { ago } from '../../../ui/dates.js';
import { regionName } from '../../../ui/regions.js';
import { MachineClient } from '../../agent/data/machine-client.js';

const WHILE_CHANGING_MS = 3_000;
const AT_REST_MS = 30_000;
const CHANGING = ['provisioning', 'starting', 'stopping'];

/** Whether the agent is awake, and the two things one can do about it. Looks again by itself. */
@Component({
  selector: 'am-agent-card',
  imports: [StatusChip, ProblemAlert, RouterLink, SkeletonLines, Icon],
  templateUrl: './agent-card.html',
  styleUrl: './agent-card.scss',
  host: { '(document:visibilitychange)': 'lookAgain()' },
})
export class AgentCard {
  private readonly client = inject(MachineClient);
  protected readonly resource = this.client.machine();
  protected readonly problem = signal<Problem | null>(null);
  protected readonly busy = signal(false);
  protected readonly machine = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly words = computed<StatusWords>(() => {
    const machine = this.machine();
    return machine?.suspended ? { label: 'Paused', tone: 'warn' } : machineWords(machine?.state ?? 'none');
  });
  protected readonly sentence = computed(() => {
    const machine = this.machine();
    if (!machine) return '';
    return machine.suspended ? SUSPENDED[machine.suspended] : (machine.message ?? SENTENCES[machine.state]);
  });
  protected readonly place = computed(() => {
    const region = this.machine()?.region;
    return region ? regionName(region) : '';
  });
  protected readonly lastActive = computed(() => {
    const at = this.machine()?.lastActivityAt;
    return at ? ago(at) : '';
  });

  constructor() {
    let timer: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      const state = this.machine()?.state;
      if (this.resource.isLoading() || !state) return;
      clearTimeout(timer);
      timer = setTimeout(() => this.lookAgain(), CHANGING.includes(state) ? WHILE_CHANGING_MS : AT_REST_MS);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }

  protected lookAgain(): void {
    if (document.visibilityState === 'visible') this.resource.reload();
  }

  protected start(): Promise<void> {
    return this.act(() => this.client.start());
  }

  protected restart(): Promise<void> {
    return this.act(() => this.client.restart());
  }

  private async act(call: () => ReturnType<MachineClient['start']>): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      this.resource.set(await call());
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}

const SUSPENDED = {
  payment:
    'A payment is overdue, so your agent is paused. Nothing is deleted; it goes on as soon as you pay.',
  ended: 'Your plan has ended, so your agent is paused. Nothing is deleted; choose a plan and it is back.',
};

const SENTENCES = {
  none: 'Your agent has no machine yet.',
  provisioning: 'Your agent is being set up. This takes about a minute.',
  starting: 'Your agent is waking up. Give it a few seconds.',
  awake: 'Your agent is up and running.',
  asleep:
    'Nothing happened for a while, so your agent sleeps. A Telegram message wakes it, and so does this button.',
  stopping: 'Your agent is going to sleep.',
  unreachable: 'Your agent does not answer at the moment. A restart often helps.',
  failed: 'Your agent could not be started. Try a restart; if that fails, write to us.',
};
