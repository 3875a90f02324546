import { STAFF_ROLES } from '@automna/contracts';
import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AttentionPageDto, AttentionQueryDto, AttentionRowDto, SettleAttentionDto } from './attention.dto.js';
import { StaffAttention } from './attention.service.js';
import {
  DriftReportDto,
  DriftRunDto,
  DriftRunsPageDto,
  DriftRunsQueryDto,
  RepairDriftDto,
} from './drift.dto.js';
import { StaffDrift } from './drift.service.js';
import {
  ReplayEventDto,
  StripeEventDetailDto,
  StripeEventsPageDto,
  StripeEventsQueryDto,
} from './stripe-event.dto.js';
import { StaffStripeEvents } from './stripe-events.service.js';

@ApiTags('staff')
@Authenticated({ roles: STAFF_ROLES })
@Controller('admin/billing')
export class StaffBillingController {
  constructor(
    private readonly events: StaffStripeEvents,
    private readonly drift: StaffDrift,
    private readonly attention: StaffAttention,
  ) {}

  /** Stored webhooks, latest received first. */
  @Get('events')
  listStripeEvents(@Query() query: StripeEventsQueryDto): Promise<StripeEventsPageDto> {
    return this.events.list(query);
  }

  /** One stored webhook with its body and everything that came of it. */
  @Get('events/:id')
  getStripeEvent(@Param('id') id: string): Promise<StripeEventDetailDto> {
    return this.events.detail(id);
  }

  /** Carries a stored webhook out once more. Safe at any time: what is true is read again from Stripe. */
  @Post('events/:id/replay')
  @HttpCode(202)
  @Authenticated({ roles: ['admin'] })
  replayStripeEvent(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Body() body: ReplayEventDto,
  ): Promise<StripeEventDetailDto> {
    return this.events.replay(id, user.userId, body.reason);
  }

  /** What Stripe reported that only a person can settle: disputes, fraud warnings, odd prices. */
  @Get('attention')
  listAttention(@Query() query: AttentionQueryDto): Promise<AttentionPageDto> {
    return this.attention.list(query);
  }

  /** Takes it off the list, saying what was done. The first word counts: doing it again changes nothing. */
  @Post('attention/:id/done')
  @HttpCode(200)
  @Authenticated({ roles: ['admin'] })
  settleAttention(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Body() body: SettleAttentionDto,
  ): Promise<AttentionRowDto> {
    return this.attention.settle(id, user.userId, body.reason);
  }

  /** The latest comparison of Stripe with our database. */
  @Get('drift')
  getDrift(): Promise<DriftReportDto> {
    return this.drift.report();
  }

  @Get('drift/runs')
  listDriftRuns(@Query() query: DriftRunsQueryDto): Promise<DriftRunsPageDto> {
    return this.drift.runs(query);
  }

  /** Starts a comparison that changes nothing; its result appears under `GET drift`. */
  @Post('drift/run')
  @HttpCode(202)
  @Authenticated({ roles: ['admin'] })
  runDrift(@CurrentUser() user: Principal): Promise<DriftRunDto> {
    return this.drift.look(user.userId);
  }

  /** Starts a comparison that repairs what needs no person. */
  @Post('drift/repair')
  @HttpCode(202)
  @Authenticated({ roles: ['admin'] })
  repairDrift(@CurrentUser() user: Principal, @Body() body: RepairDriftDto): Promise<DriftRunDto> {
    return this.drift.repair(user.userId, body.reason);
  }
}
