import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Checkout } from '../services/checkout/checkout.service.js';
import {
  CheckoutDto,
  CheckoutParamsDto,
  CheckoutRequestDto,
  CheckoutStatusDto,
  toCheckoutDto,
  toCheckoutStatusDto,
} from './checkout.dto.js';

@ApiTags('billing')
@Authenticated()
@Controller('checkout')
export class CheckoutController {
  constructor(private readonly checkout: Checkout) {}

  /** Opens Stripe's payment page for a plan. Asking twice gives the same page. */
  @Post()
  async startCheckout(
    @CurrentUser() user: Principal,
    @Body() body: CheckoutRequestDto,
  ): Promise<CheckoutDto> {
    return toCheckoutDto(await this.checkout.start(user.userId, body.plan));
  }

  /** Where a checkout stands. Asks Stripe when its confirmation is late. */
  @Get(':sessionId')
  async checkoutStatus(
    @CurrentUser() user: Principal,
    @Param() { sessionId }: CheckoutParamsDto,
  ): Promise<CheckoutStatusDto> {
    return toCheckoutStatusDto(await this.checkout.status(user.userId, sessionId));
  }
}
