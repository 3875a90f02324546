import { STAFF_ROLES } from '@automna/contracts';
import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  FleetReportDto,
  FleetRunDto,
  FleetRunsPageDto,
  FleetRunsQueryDto,
  ReconcileMachinesDto,
} from './fleet.dto.js';
import { StaffFleet } from './fleet.service.js';
import { MachinesPageDto, MachinesQueryDto } from './machines.dto.js';
import { AdoptOrphanDto, DecideOrphanDto, OrphanDto, OrphansDto } from './orphans.dto.js';
import { StaffMachines } from './machines.service.js';

@ApiTags('staff')
@Authenticated({ roles: STAFF_ROLES })
@Controller('admin/machines')
export class StaffMachinesController {
  constructor(
    private readonly machines: StaffMachines,
    private readonly fleet: StaffFleet,
  ) {}

  /** All machines, the newest first, as the latest listing of Fly showed them. */
  @Get()
  listMachines(@Query() query: MachinesQueryDto): Promise<MachinesPageDto> {
    return this.machines.list(query);
  }

  /** The latest comparison of Fly with our book. */
  @Get('reconcile')
  getFleetReport(): Promise<FleetReportDto> {
    return this.fleet.report();
  }

  /** All comparisons of the last days, the latest first. */
  @Get('runs')
  listFleetRuns(@Query() query: FleetRunsQueryDto): Promise<FleetRunsPageDto> {
    return this.fleet.history(query);
  }

  /** Starts a comparison; its result appears under `GET reconcile`. */
  @Post('reconcile')
  @HttpCode(202)
  @Authenticated({ roles: ['admin'] })
  reconcileMachines(
    @CurrentUser() user: Principal,
    @Body() body: ReconcileMachinesDto,
  ): Promise<FleetRunDto> {
    return this.fleet.begin(user.userId, body);
  }

  /** What is at Fly, belongs to nobody and costs money. */
  @Get('orphans')
  listOrphans(): Promise<OrphansDto> {
    return this.machines.orphans();
  }

  /** Takes an orphan in: for the machine that has lost its own, or a whole app for a customer who has none. */
  @Post('orphans/:id/adopt')
  @HttpCode(200)
  @Authenticated({ roles: ['admin'] })
  adoptOrphan(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Body() body: AdoptOrphanDto,
  ): Promise<OrphanDto> {
    return this.machines.adopt(user.userId, id, body);
  }

  /** Removes it after a hold, with a snapshot of every volume. `keep` takes that back until then. */
  @Post('orphans/:id/schedule-deletion')
  @HttpCode(202)
  @Authenticated({ roles: ['admin'] })
  scheduleOrphanDeletion(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Body() body: DecideOrphanDto,
  ): Promise<OrphanDto> {
    return this.machines.scheduleDeletion(user.userId, id, body);
  }

  /** Leaves it where it is and out of the list of open ones. */
  @Post('orphans/:id/keep')
  @HttpCode(200)
  @Authenticated({ roles: ['admin'] })
  keepOrphan(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Body() body: DecideOrphanDto,
  ): Promise<OrphanDto> {
    return this.machines.keep(user.userId, id, body);
  }
}
