import { AppConfig, Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DAYS_TO_KEEP } from '../domain/account-deletion.js';
import { AccountDeletion, type DeletionView } from '../services/account-deletion.service.js';
import { AccountDeletionDto, DeleteAccountDto } from './account.dto.js';

@ApiTags('accounts')
@Authenticated()
@Controller('user/account')
export class AccountController {
  constructor(
    private readonly deletion: AccountDeletion,
    private readonly config: AppConfig,
  ) {}

  /** Whether the account is on its way out, and until when it can be kept. */
  @Get('deletion')
  async getAccountDeletion(@CurrentUser() user: Principal): Promise<AccountDeletionDto> {
    return this.toDto(await this.deletion.view(user.userId));
  }

  /** Asks for the end of the account. It is closed a week later; until then it can be kept. */
  @Delete()
  @HttpCode(202)
  async deleteAccount(
    @CurrentUser() user: Principal,
    @Body() body: DeleteAccountDto,
  ): Promise<AccountDeletionDto> {
    return this.toDto(await this.deletion.request(user, body.password));
  }

  /** Keeps the account after all. */
  @Post('keep')
  @HttpCode(200)
  async keepAccount(@CurrentUser() user: Principal): Promise<AccountDeletionDto> {
    return this.toDto(await this.deletion.keep(user.userId));
  }

  private toDto({ requestedAt, dueAt }: DeletionView): AccountDeletionDto {
    return {
      requestedAt: requestedAt?.toISOString() ?? null,
      dueAt: dueAt?.toISOString() ?? null,
      daysToKeep: DAYS_TO_KEEP,
      daysMachineIsHeld: this.config.fly.holdDays,
    };
  }
}
