import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { MachineProvisioner } from '@automna/fly-provisioner';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MachineDto, toMachineDto } from './machine.dto.js';

@ApiTags('machine')
@Authenticated()
@Controller('user/machine')
export class MachineController {
  constructor(private readonly machines: MachineProvisioner) {}

  /** What the agent's machine does right now. */
  @Get()
  async getMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return toMachineDto(await this.machines.view(user.userId));
  }

  /** Wakes a sleeping agent. */
  @Post('start')
  @HttpCode(202)
  async startMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return toMachineDto(await this.machines.start(user.userId));
  }

  /** Restarts a running agent, wakes a sleeping one. */
  @Post('restart')
  @HttpCode(202)
  async restartMachine(@CurrentUser() user: Principal): Promise<MachineDto> {
    return toMachineDto(await this.machines.restart(user.userId));
  }
}
