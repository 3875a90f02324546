import { UnitOfWork } from '@automna/core';
import { ChannelsService, GatewayChat, PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { chatProblem } from '../domain/chat-problem.js';
import { ChatError, keptDown, MachineError } from '../fly-provisioner.errors.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { MACHINE_KEY_SOURCE, type MachineKeySource } from '../ports.js';
import { askForLook } from '../watch/look-request.js';
import { DesiredMachines } from './desired-machine.service.js';

/** Web chat between a customer and the agent on their machine. Nothing that is said is kept or logged here. */
@Injectable()
export class AgentChat {
  constructor(
    private readonly store: MachineStore,
    private readonly desired: DesiredMachines,
    private readonly channels: ChannelsService,
    private readonly gateway: GatewayChat,
    private readonly unitOfWork: UnitOfWork,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
    @Inject(MACHINE_KEY_SOURCE) private readonly keys: MachineKeySource,
  ) {}

  /**
   * Sends one message and gives the answer in pieces, as the agent writes it. A sleeping machine is woken. The first
   * piece is asked for only after everything that can be checked here was checked.
   * @throws DomainError subscription_required | payment_overdue
   * @throws MachineError key_required | machine_not_found | machine_busy | machine_unavailable
   * @throws ChatError
   */
  async *stream(userId: string, text: string, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    const machine = await this.readyFor(userId);
    const question = {
      appUrl: this.desired.appUrl(machine),
      token: this.desired.gatewayToken(machine),
      session: `automna-web-${userId}`,
      text,
      signal,
    };
    try {
      yield* this.gateway.ask(question);
    } catch (error) {
      signal.throwIfAborted();
      const problem = chatProblem(error);
      if (concernsKey(problem)) await this.unitOfWork.run((tx) => askForLook(tx, machine.id));
      throw problem;
    }
  }

  private async readyFor(userId: string): Promise<MachineEntity> {
    await this.plans.requireService(userId);
    const channels = await this.channels.list(userId);
    const web = channels.filter(({ kind }) => kind === 'web');
    if (!web.some(({ status }) => status === 'active')) {
      throw new ChatError(
        'channel_required',
        web.length > 0
          ? 'Your Web chat channel is paused. Put it back to work, then write to your agent here.'
          : 'Connect the Web chat channel, then write to your agent here.',
        {
          extensions: { link: '/chat' },
        },
      );
    }
    const machine = await this.store.ofUser(userId);
    if (!machine) throw new MachineError('machine_not_found', 'Set up your agent first.');
    if (machine.state !== 'ready') {
      throw new MachineError(
        'machine_busy',
        'Your agent is not set up yet. Wait for it to finish, or try again.',
      );
    }
    if (machine.stoppedByOwnerAt || machine.suspended) throw keptDown(machine);
    if (!(await this.keys.keyFor(userId))) {
      throw new MachineError(
        'key_required',
        'Your agent has no key that works, so it cannot think. Connect one in the key settings.',
        { extensions: { link: '/settings/key' } },
      );
    }
    return machine;
  }
}

/** The agent's log says which key it was, and whoever keeps keys has to hear of it soon. */
function concernsKey(problem: unknown): boolean {
  if (!(problem instanceof ChatError)) return false;
  return problem.errorCode === 'agent_key_refused' || problem.errorCode === 'agent_cannot_pay';
}
