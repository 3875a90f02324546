import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { AgentUsage, LiveMachines, MachineControls, type MachineView } from '@automna/fly-provisioner';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AgentUsageDto, MachineDto, toAgentUsageDto, toMachineDto } from './machine.dto.js';

@ApiTags('machine')
@Authenticated()
@Controller('user/machine')
export class MachineController {
  constructor(
    private readonly machines: LiveMachines,
    private readonly controls: MachineControls,
    private readonly agents: AgentUsage,
  ) {}

  /** What the agent's machine does right now. */
  @Get()
  async getMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return this.dto(user, await this.machines.view(user.userId));
  }

  /** Tokens and estimated cost of the last 30 days, as the agent counts them. A sleeping agent is not woken for it. */
  @Get('usage')
  async getMachineUsage(@CurrentUser() user: Principal): Promise<AgentUsageDto> {
    return toAgentUsageDto(await this.agents.usage(user.userId));
  }

  /** Wakes a sleeping agent, and starts one the customer stopped. */
  @Post('start')
  @HttpCode(202)
  async startMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return this.dto(user, await this.controls.start(user.userId));
  }

  /** Restarts a running agent, wakes a sleeping one. */
  @Post('restart')
  @HttpCode(202)
  async restartMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return this.dto(user, await this.controls.restart(user.userId));
  }

  /** Stops the agent until its owner starts it again: nothing and nobody else wakes it. Nothing is deleted. */
  @Post('stop')
  @HttpCode(202)
  async stopMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return this.dto(user, await this.controls.stop(user.userId));
  }

  private async dto({ userId }: Principal, view: MachineView): Promise<MachineDto> {
    return toMachineDto(await this.agents.health(userId, view));
  }
}
