import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Invoices } from '../services/subscriptions/invoices.service.js';
import { NextCharges } from '../services/subscriptions/next-charge.service.js';
import {
  InvoicesPageDto,
  InvoicesQueryDto,
  NextChargeDto,
  toInvoicesPageDto,
  toNextChargeDto,
} from './invoice.dto.js';

@ApiTags('billing')
@Authenticated()
@Controller('user')
export class InvoiceController {
  constructor(
    private readonly invoices: Invoices,
    private readonly nextCharges: NextCharges,
  ) {}

  /** The signed-in customer's invoices, newest first, twelve at a time. */
  @Get('invoices')
  async listInvoices(
    @CurrentUser() user: Principal,
    @Query() { cursor }: InvoicesQueryDto,
  ): Promise<InvoicesPageDto> {
    return toInvoicesPageDto(await this.invoices.ofUser(user.userId, cursor));
  }

  /** What will be charged next and when, to the cent. */
  @Get('subscription/next-charge')
  async getNextCharge(@CurrentUser() user: Principal): Promise<NextChargeDto> {
    return toNextChargeDto(await this.nextCharges.ofUser(user.userId));
  }
}
