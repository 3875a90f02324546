import { STAFF_ROLES } from '@automna/contracts';
import { Authenticated } from '@automna/core';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CustomerBillingDto } from './customer-billing.dto.js';
import { StaffCustomerBilling } from './customer-billing.service.js';
import { StaffCustomers } from './customers.service.js';
import { CustomerDetailDto, CustomersPageDto, CustomersQueryDto } from './staff.dto.js';

@ApiTags('staff')
@Authenticated({ roles: STAFF_ROLES })
@Controller('admin/customers')
export class StaffCustomersController {
  constructor(
    private readonly customers: StaffCustomers,
    private readonly billing: StaffCustomerBilling,
  ) {}

  /** Finds customers by part of their e-mail address or name, newest first. */
  @Get()
  searchCustomers(@Query() query: CustomersQueryDto): Promise<CustomersPageDto> {
    return this.customers.search(query);
  }

  @Get(':id')
  getCustomer(@Param('id') id: string): Promise<CustomerDetailDto> {
    return this.customers.detail(id);
  }

  /** Everything about a customer's billing, with what Stripe knows at this moment. */
  @Get(':id/billing')
  getCustomerBilling(@Param('id') id: string): Promise<CustomerBillingDto> {
    return this.billing.of(id);
  }
}
