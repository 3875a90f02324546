import {
  ChannelSights,
  ChannelsService,
  GatewayAdmin,
  type GatewayAddress,
  GatewayClient,
  GatewayError,
  type LoginSight,
  OpenClawError,
  PLAN_OF_CUSTOMER,
  type PlanOfCustomer,
} from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { keptDown, MachineError } from '../fly-provisioner.errors.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { DesiredMachines } from '../services/desired-machine.service.js';
import { LiveMachines } from '../services/live-machines.service.js';
import { MachineControls } from '../services/machine-controls.service.js';

/** `waking`: the agent is on its way up, ask again in a few seconds. `ended`: no code is being shown, begin anew. */
export type ChannelLoginView = LoginSight | { state: 'waking' };

/**
 * Links a messenger that knows no tokens: the agent shows a code, a person scans it with their phone. Nothing of it is
 * kept here, the agent itself knows how far its login is, so any process can answer.
 */
@Injectable()
export class ChannelLogins {
  constructor(
    private readonly store: MachineStore,
    private readonly live: LiveMachines,
    private readonly controls: MachineControls,
    private readonly desired: DesiredMachines,
    private readonly channels: ChannelsService,
    private readonly sights: ChannelSights,
    private readonly gateway: GatewayAdmin,
    private readonly client: GatewayClient,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
  ) {}

  /**
   * Wakes the agent if need be and asks it for a code. Asking again shows the code that is valid then.
   * @throws OpenClawError channel_not_found | channel_not_offered; MachineError; payment_overdue and the like
   */
  async start(userId: string, channelId: string): Promise<ChannelLoginView> {
    await this.require(userId, channelId);
    // The machine may still be awake in the moment its service ends.
    await this.plans.requireService(userId);
    const { state, suspended } = await this.live.view(userId);
    if (suspended === null && (state === 'asleep' || state === 'stopping')) {
      await this.controls.start(userId);
      return { state: 'waking' };
    }
    if (state === 'starting') return { state: 'waking' };
    const machine = await this.ready(userId, state);
    return this.ask(userId, channelId, machine, async (address) => {
      const sights = await this.gateway.channels(address);
      // A link that works is not taken apart to show another code.
      if (sights.get('whatsapp')?.state === 'working') return { state: 'linked' };
      return this.gateway.startLogin(address);
    });
  }

  /** How far it is. Wakes nobody and begins nothing. */
  async status(userId: string, channelId: string): Promise<ChannelLoginView> {
    const channel = await this.require(userId, channelId);
    if (channel.status === 'active') return { state: 'linked' };
    const { state } = await this.live.view(userId);
    if (state === 'starting') return { state: 'waking' };
    if (state === 'asleep' || state === 'stopping') return { state: 'ended' };
    const machine = await this.ready(userId, state);
    return this.ask(userId, channelId, machine, (address) => this.gateway.loginState(address));
  }

  private async require(userId: string, channelId: string) {
    const channel = (await this.channels.list(userId)).find(({ id }) => id === channelId);
    if (!channel) throw new OpenClawError('channel_not_found', 'It may have been removed already.');
    if (channel.kind !== 'whatsapp') {
      throw new OpenClawError('channel_not_offered', 'Only WhatsApp is linked with a code.');
    }
    if (channel.status === 'paused') {
      throw new OpenClawError('channel_not_found', 'It is paused. Put it back to work, then link it.');
    }
    return channel;
  }

  private async ready(userId: string, state: string): Promise<MachineEntity> {
    const machine = await this.store.ofUser(userId);
    if (!machine) throw new MachineError('machine_not_found', 'Set up your agent first, then link WhatsApp.');
    if (machine.state !== 'ready') {
      throw new MachineError('machine_busy', 'Your agent is being set up. Link WhatsApp when it is ready.');
    }
    if (machine.stoppedByOwnerAt || machine.suspended) throw keptDown(machine);
    if (state !== 'awake') {
      throw new MachineError(
        'machine_unavailable',
        'Your agent does not run right now. Please try again later.',
      );
    }
    return machine;
  }

  private async ask(
    userId: string,
    channelId: string,
    machine: MachineEntity,
    question: (address: GatewayAddress) => Promise<LoginSight>,
  ): Promise<ChannelLoginView> {
    const address = { appUrl: this.desired.appUrl(machine), token: this.desired.gatewayToken(machine) };
    try {
      const answer = await question(address);
      if (answer.state === 'linked') await this.sights.linked(userId, channelId);
      return answer;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (await this.isOnItsWay(machine, address)) return { state: 'waking' };
      throw new MachineError(
        'machine_unavailable',
        'Your agent could not begin to link WhatsApp. Try again.',
        {
          cause: error,
        },
      );
    }
  }

  /** It is starting, or has not heard of the channel yet. */
  private async isOnItsWay(machine: MachineEntity, { appUrl }: GatewayAddress): Promise<boolean> {
    const desired = await this.desired.forChange(machine);
    if (desired && desired.configHash !== machine.appliedConfigHash) return true;
    return (await this.client.startup(appUrl)) === 'starting';
  }
}
