import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Cancellations } from '../services/plan-changes/plan-cancellations.service.js';
import { PlanChanges } from '../services/plan-changes/plan-changes.service.js';
import { PlanPreview } from '../services/plan-changes/plan-preview.service.js';
import {
  CancelRequestDto,
  PlanChangeDto,
  PlanChangeRequestDto,
  PlanPreviewDto,
  PlanPreviewRequestDto,
  toPlanChangeDto,
  toPlanPreviewDto,
} from './plan-change.dto.js';
import { SubscriptionDto, toSubscriptionDto } from './subscription.dto.js';

@ApiTags('billing')
@Authenticated()
@Controller('user/subscription')
export class PlanChangeController {
  constructor(
    private readonly preview: PlanPreview,
    private readonly changes: PlanChanges,
    private readonly cancellations: Cancellations,
  ) {}

  /** What changing to a plan would cost and mean, to the cent. Changes nothing. */
  @Post('preview')
  @HttpCode(200)
  async previewPlan(
    @CurrentUser() user: Principal,
    @Body() { plan }: PlanPreviewRequestDto,
  ): Promise<PlanPreviewDto> {
    return toPlanPreviewDto(await this.preview.of(user.userId, plan));
  }

  /** Upgrades at once for the amount of the preview, downgrades at the end of the paid period. Asking twice is one change. */
  @Post('change')
  @HttpCode(200)
  async changePlan(
    @CurrentUser() user: Principal,
    @Body() body: PlanChangeRequestDto,
  ): Promise<PlanChangeDto> {
    return toPlanChangeDto(await this.changes.change(user.userId, body));
  }

  /** Ends the subscription with its paid period; until then it can be resumed. */
  @Post('cancel')
  @HttpCode(200)
  async cancelSubscription(
    @CurrentUser() user: Principal,
    @Body() body: CancelRequestDto,
  ): Promise<SubscriptionDto> {
    return toSubscriptionDto(await this.cancellations.cancel(user.userId, body));
  }

  /** Takes a cancellation back. */
  @Post('resume')
  @HttpCode(200)
  async resumeSubscription(@CurrentUser() user: Principal): Promise<SubscriptionDto> {
    return toSubscriptionDto(await this.cancellations.resume(user.userId));
  }
}
