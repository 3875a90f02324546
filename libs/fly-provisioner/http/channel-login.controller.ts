import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChannelLogins } from '../watch/channel-logins.service.js';
import { ChannelLoginDto, toChannelLoginDto } from './channel-login.dto.js';

/** Linking a messenger that knows no tokens. */
@ApiTags('channels')
@Authenticated()
@Controller('user/channels')
export class ChannelLoginController {
  constructor(private readonly logins: ChannelLogins) {}

  /** Asks the agent for a code, waking it if need be. Asking again shows the code that is valid then. */
  @Post(':id/login')
  @HttpCode(200)
  async startChannelLogin(@CurrentUser() user: Principal, @Param('id') id: string): Promise<ChannelLoginDto> {
    return toChannelLoginDto(await this.logins.start(user.userId, id));
  }

  /** How far it is. Wakes nobody and begins nothing. */
  @Get(':id/login')
  async getChannelLogin(@CurrentUser() user: Principal, @Param('id') id: string): Promise<ChannelLoginDto> {
    return toChannelLoginDto(await this.logins.status(user.userId, id));
  }
}
