import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ByokKeys } from '../services/byok-keys.service.js';
import { KeyStatusDto, KeyVerdictDto, SaveKeyDto } from './byok.dto.js';
import { toKeyStatus } from './key-status.js';

@ApiTags('byok')
@Authenticated()
@Controller('user/byok')
export class ByokController {
  constructor(private readonly keys: ByokKeys) {}

  /** Checks the key with Anthropic and keeps it unless it is no good. */
  @Post()
  @HttpCode(200)
  async saveKey(@CurrentUser() user: Principal, @Body() body: SaveKeyDto): Promise<KeyStatusDto> {
    return toKeyStatus(await this.keys.save(user.userId, body.apiKey));
  }

  /** Checks the key with Anthropic and stores nothing. */
  @Post('test')
  @HttpCode(200)
  testKey(@CurrentUser() user: Principal, @Body() body: SaveKeyDto): Promise<KeyVerdictDto> {
    return this.keys.test(user.userId, body.apiKey);
  }

  @Get('status')
  async keyStatus(@CurrentUser() user: Principal): Promise<KeyStatusDto> {
    return toKeyStatus(await this.keys.ofUser(user.userId));
  }

  /** Removes the key here and from the machine. */
  @Delete()
  @HttpCode(204)
  removeKey(@CurrentUser() user: Principal): Promise<void> {
    return this.keys.remove(user.userId);
  }
}
