import { Users } from '@automna/accounts';
import { Subscriptions } from '@automna/billing';
import { ByokKeys } from '@automna/byok';
import { UnitOfWork } from '@automna/core';
import { MachineError, MachineProvisioner, type ProvisionView } from '@automna/fly-provisioner';
import { Injectable } from '@nestjs/common';
import type { ProvisionDto, ProvisionStepDto } from './provision.dto.js';

/** Setting up a customer's machine: who may ask, and how it stands including what came before the machine. */
@Injectable()
export class ProvisionService {
  constructor(
    private readonly users: Users,
    private readonly subscriptions: Subscriptions,
    private readonly keys: ByokKeys,
    private readonly machines: MachineProvisioner,
    private readonly work: UnitOfWork,
  ) {}

  /** @throws subscription_required, payment_overdue, unknown_plan (a price that is none of ours), key_required */
  async start(userId: string): Promise<ProvisionDto> {
    await this.subscriptions.requireService(userId);
    if (!(await this.keys.usableKey(userId))) {
      throw new MachineError('key_required', 'Connect your Anthropic key first: your agent thinks with it.', {
        extensions: { link: '/setup/connect' },
      });
    }
    await this.work.run((tx) => this.machines.requestIn(tx, userId));
    return this.status(userId);
  }

  async status(userId: string): Promise<ProvisionDto> {
    const [user, key, machine] = await Promise.all([
      this.users.get(userId),
      this.keys.ofUser(userId),
      this.machines.status(userId),
    ]);
    const account = made('account', 'Create your account', user.createdAt);
    const connected = made('key', 'Check your Anthropic key', key?.createdAt ?? null);
    return {
      state: machine.state,
      percent: machine.percent,
      startedAt: machine.startedAt?.toISOString() ?? null,
      finishedAt: machine.finishedAt?.toISOString() ?? null,
      steps: [account, connected, ...machine.steps.map(toStep)],
      message: machine.message,
      region: machine.region,
    };
  }
}

/** A step that is over in an instant: done since `at`, or waiting. */
function made(id: 'account' | 'key', title: string, at: Date | null): ProvisionStepDto {
  const time = at?.toISOString() ?? null;
  return { id, title, state: at ? 'done' : 'waiting', detail: null, startedAt: time, finishedAt: time };
}

function toStep(step: ProvisionView['steps'][number]): ProvisionStepDto {
  return {
    ...step,
    startedAt: step.startedAt?.toISOString() ?? null,
    finishedAt: step.finishedAt?.toISOString() ?? null,
  };
}
