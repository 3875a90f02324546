import { Authenticated, CurrentUser, type Principal, Secret } from '@automna/core';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChannelOwnersService } from '../services/channel-owners.service.js';
import { ChannelPauses } from '../services/channel-pauses.service.js';
import { ChannelSights } from '../services/channel-sights.service.js';
import { ChannelsService } from '../services/channels.service.js';
import { AddChannelDto, ChannelDto, ChannelOwnerDto, ChannelsDto } from './channels.dto.js';
import { toChannelDto, toChannelsDto } from './channels.mapper.js';

/** The channels a customer talks to their agent through. */
@ApiTags('channels')
@Authenticated()
@Controller('user/channels')
export class ChannelsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly pauses: ChannelPauses,
    private readonly sights: ChannelSights,
    private readonly owners: ChannelOwnersService,
  ) {}

  @Get()
  async listChannels(@CurrentUser() user: Principal): Promise<ChannelsDto> {
    return toChannelsDto(await this.channels.overview(user.userId), await this.sights.of(user.userId));
  }

  @Post()
  async addChannel(@CurrentUser() user: Principal, @Body() body: AddChannelDto): Promise<ChannelDto> {
    const token = body.token === undefined ? undefined : new Secret(body.token.trim());
    return toChannelDto(await this.channels.add(user.userId, body.kind, token));
  }

  @Delete(':id')
  @HttpCode(204)
  async removeChannel(@CurrentUser() user: Principal, @Param('id') id: string): Promise<void> {
    await this.channels.remove(user.userId, id);
  }

  /** Says who the owner is there: the agent listens to them and to nobody else. */
  @Put(':id/owner')
  async setChannelOwner(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Body() body: ChannelOwnerDto,
  ): Promise<ChannelDto> {
    return toChannelDto(await this.owners.set(user.userId, id, body.ownerId));
  }

  /** The channel keeps its token and waits; another one may take its place. */
  @Post(':id/pause')
  @HttpCode(200)
  async pauseChannel(@CurrentUser() user: Principal, @Param('id') id: string): Promise<ChannelDto> {
    return toChannelDto(await this.pauses.pause(user.userId, id));
  }

  /** Puts a waiting channel to work again, when the plan has room for it. */
  @Post(':id/resume')
  @HttpCode(200)
  async resumeChannel(@CurrentUser() user: Principal, @Param('id') id: string): Promise<ChannelDto> {
    return toChannelDto(await this.pauses.resume(user.userId, id));
  }
}
