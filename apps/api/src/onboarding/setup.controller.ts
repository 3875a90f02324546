import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SetupDto } from './setup.dto.js';
import { SetupService } from './setup.service.js';

@ApiTags('setup')
@Authenticated()
@Controller('user/setup')
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  /** The step the customer is at, derived from facts. */
  @Get()
  getSetup(@CurrentUser() user: Principal): Promise<SetupDto> {
    return this.setup.of(user.userId);
  }

  /** "Later" to the channel step. */
  @Post('skip-channel')
  @HttpCode(200)
  skipChannel(@CurrentUser() user: Principal): Promise<SetupDto> {
    return this.setup.skipChannel(user.userId);
  }
}
