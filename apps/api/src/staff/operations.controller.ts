import { STAFF_ROLES } from '@automna/contracts';
import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClockService } from './clock.service.js';
import { Operations } from './operations.service.js';
import { ClockDto, JobsDto, MoveClockDto, OverviewDto } from './staff.dto.js';

@ApiTags('staff')
@Authenticated({ roles: STAFF_ROLES })
@Controller('admin')
export class OperationsController {
  constructor(
    private readonly operations: Operations,
    private readonly clock: ClockService,
  ) {}

  @Get('overview')
  getOverview(): Promise<OverviewDto> {
    return this.operations.overview();
  }

  @Get('jobs')
  getJobs(): Promise<JobsDto> {
    return this.operations.jobs();
  }

  @Get('clock')
  getClock(): ClockDto {
    return this.clock.read();
  }

  /** Moves time ahead, here and at the sandbox vendors. */
  @Post('clock')
  @HttpCode(200)
  @Authenticated({ roles: ['admin'] })
  moveClock(@CurrentUser() user: Principal, @Body() body: MoveClockDto): Promise<ClockDto> {
    return this.clock.advance(user.userId, body.advanceSeconds);
  }
}
