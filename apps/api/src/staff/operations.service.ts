import { Users } from '@automna/accounts';
import { BillingReports } from '@automna/billing';
import { OutboxJobs, TaskStore } from '@automna/core';
import { MachineReports } from '@automna/fly-provisioner';
import { Injectable } from '@nestjs/common';
import type { JobRowDto, JobsDto, OverviewDto } from './staff.dto.js';

const RECENT = 50;

/** How the house is doing: counts for the overview, the outbox and the scheduled tasks. */
@Injectable()
export class Operations {
  constructor(
    private readonly users: Users,
    private readonly billing: BillingReports,
    private readonly machines: MachineReports,
    private readonly outbox: OutboxJobs,
    private readonly tasks: TaskStore,
  ) {}

  async overview(): Promise<OverviewDto> {
    const [customers, billing, machinesByState, { pending, running, dead }] = await Promise.all([
      this.users.count('customer'),
      this.billing.counts(),
      this.machines.countByState(),
      this.outbox.counts(),
    ]);
    return {
      customers,
      liveSubscriptions: billing.liveSubscriptions,
      machinesByState,
      jobs: { pending, running, dead },
      stripeEvents: billing.events,
      suspendedCustomers: billing.suspended,
      openFindings: billing.openFindings,
      attention: billing.attention,
    };
  }

  /** Counts, the dead letters first, then what runs and waits, and every scheduled task. */
  async jobs(): Promise<JobsDto> {
    const [{ pending, running, dead }, lists, tasks] = await Promise.all([
      this.outbox.counts(),
      Promise.all(
        (['dead', 'running', 'pending', 'done'] as const).map((status) => this.outbox.list(status, RECENT)),
      ),
      this.tasks.all(),
    ]);
    const recent: JobRowDto[] = lists
      .flat()
      .slice(0, RECENT)
      .map(({ id, kind, status, attempt, runAt, createdAt, lastError }) => ({
        id,
        kind,
        status,
        attempts: attempt,
        runAt: runAt.toISOString(),
        createdAt: createdAt.toISOString(),
        lastError,
      }));
    return {
      outbox: { pending, running, dead, recent },
      tasks: tasks.map((task) => ({
        name: task.name,
        everySeconds: task.everySeconds,
        enabled: task.enabled,
        running: task.running,
        nextRunAt: task.nextRunAt.toISOString(),
        lastStartedAt: task.lastStartedAt?.toISOString() ?? null,
        lastFinishedAt: task.lastFinishedAt?.toISOString() ?? null,
        lastResult: task.lastResult,
      })),
    };
  }
}
