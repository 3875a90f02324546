import { Users } from '@automna/accounts';
import { type Job, type JobHandler, OnEvent, UnitOfWork } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';

interface MachineChanged {
  userId: string;
  machineId: string;
  state: string;
}

/** Tells a customer once that the agent is there. */
@Injectable()
@OnEvent({ event: 'machine.changed', subscriber: 'onboarding.agent-ready-mail' })
export class AgentReadyMail implements JobHandler<MachineChanged> {
  constructor(
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly work: UnitOfWork,
  ) {}

  async handle({ payload }: Job<MachineChanged>): Promise<void> {
    if (payload.state !== 'ready') return;
    const user = await this.users.get(payload.userId);
    await this.work.run((tx) =>
      this.mailer.send(tx, {
        to: user.email,
        userId: user.id,
        template: 'agent_ready',
        data: { name: user.name },
        dedupeKey: `agent_ready:${payload.machineId}`,
      }),
    );
  }
}
