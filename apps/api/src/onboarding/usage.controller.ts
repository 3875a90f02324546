import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EntitlementsDto, UsageDto } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('usage')
@Authenticated()
@Controller('user')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  /** What was used of each service in the current window, and when it resets. */
  @Get('usage')
  getUsage(@CurrentUser() user: Principal): Promise<UsageDto> {
    return this.usage.of(user.userId);
  }

  /** The plan and its gates. */
  @Get('entitlements')
  getEntitlements(@CurrentUser() user: Principal): Promise<EntitlementsDto> {
    return this.usage.entitlements(user.userId);
  }
}
