import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BillingPortal } from '../services/billing-portal.service.js';
import { PortalDto } from './portal.dto.js';

@ApiTags('billing')
@Authenticated()
@Controller('billing')
export class BillingController {
  constructor(private readonly portal: BillingPortal) {}

  /** Opens Stripe's own billing page for the customer. */
  @Post('portal')
  openPortal(@CurrentUser() user: Principal): Promise<PortalDto> {
    return this.portal.open(user.userId);
  }
}
