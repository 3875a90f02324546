import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BillingPortal } from '../services/checkout/billing-portal.service.js';
import { PortalDto, PortalRequestDto } from './portal.dto.js';

@ApiTags('billing')
@Authenticated()
@Controller('billing')
export class BillingController {
  constructor(private readonly portal: BillingPortal) {}

  /** Opens Stripe's own billing page for the customer, or one certain page of it. */
  @Post('portal')
  openPortal(@CurrentUser() user: Principal, @Body() { flow }: PortalRequestDto): Promise<PortalDto> {
    return this.portal.open(user.userId, flow ?? null);
  }
}
