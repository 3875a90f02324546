import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Subscriptions } from '../services/subscriptions/subscriptions.service.js';
import { SubscriptionDto, toSubscriptionDto } from './subscription.dto.js';

@ApiTags('billing')
@Authenticated()
@Controller('user/subscription')
export class SubscriptionController {
  constructor(private readonly subscriptions: Subscriptions) {}

  /** The signed-in customer's subscription; status `none` when there never was one. */
  @Get()
  async getSubscription(@CurrentUser() user: Principal): Promise<SubscriptionDto> {
    return toSubscriptionDto(await this.subscriptions.ofUser(user.userId));
  }
}
