import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KeyStatusDto } from '@automna/api-client';
import { ANTHROPIC_BILLING_URL } from '@automna/contracts';
import { Icon, ProblemAlert, type Problem, SkeletonLines, StatusChip, toProblem } from '@automna/web-ui';
import { Confirm } from '../../../ui/confirm.js';
import { ago } from '../../../ui/dates.js';
import { regionName } from '../../../ui/regions.js';
import { watched } from '../../../ui/watched.js';
import { MachineClient } from '../../agent/data/machine-client.js';
import { agentHealth, mayStop } from '../data/agent-health.js';

const WHILE_CHANGING_MS = 3_000;
const AT_REST_MS = 30_000;
const CHANGING = ['provisioning', 'starting', 'stopping'];

/** Whether the agent is awake and can think, and what one can do about it. Looks again by itself. */
@Component({
  selector: 'am-agent-card',
  imports: [StatusChip, ProblemAlert, RouterLink, SkeletonLines, Icon],
  templateUrl: './agent-card.html',
  styleUrl: './agent-card.scss',
})
export class AgentCard {
  private readonly client = inject(MachineClient);
  private readonly confirm = inject(Confirm);

  /** The key the agent thinks with, where it is known. */
  readonly key = input<KeyStatusDto | null>(null);
  protected readonly billingUrl = ANTHROPIC_BILLING_URL;
  protected readonly watch = watched(this.client.machine(), (machine) =>
    machine && CHANGING.includes(machine.state) ? WHILE_CHANGING_MS : AT_REST_MS,
  );
  protected readonly problem = signal<Problem | null>(null);
  protected readonly busy = signal(false);
  protected readonly machine = this.watch.value;
  protected readonly health = computed(() => {
    const machine = this.machine();
    return machine && agentHealth(machine, this.key());
  });
  protected readonly stoppable = computed(() => {
    const machine = this.machine();
    return machine !== null && machine !== undefined && mayStop(machine);
  });
  protected readonly place = computed(() => {
    const region = this.machine()?.region;
    return region ? regionName(region) : '';
  });
  protected readonly lastActive = computed(() => {
    const at = this.machine()?.lastActivityAt;
    return at ? ago(at) : '';
  });

  /** An agent that sleeps is not asked, so its last answer says nothing. */
  protected readonly answered = computed(() => {
    const { state, checkedAt, suspended } = this.machine() ?? {};
    const asked = !suspended && (state === 'awake' || state === 'unreachable');
    return asked && checkedAt ? ago(checkedAt) : '';
  });

  protected start(): Promise<void> {
    return this.act(() => this.client.start());
  }

  protected restart(): Promise<void> {
    return this.act(() => this.client.restart());
  }

  protected async stop(): Promise<void> {
    const sure = await this.confirm.ask({
      title: 'Stop your agent?',
      text: 'It answers nobody and does nothing until you start it again. Nothing is deleted, and your plan goes on.',
      action: 'Stop it',
    });
    if (sure) await this.act(() => this.client.stop());
  }

  private async act(call: () => ReturnType<MachineClient['start']>): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      this.watch.set(await call());
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
