import { PLAN_NAMES } from '@automna/contracts';
import { Public, toPlanDto } from '@automna/core';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PlansDto } from './plans.dto.js';

@ApiTags('plans')
@Public('prices are shown to everybody')
@Controller('plans')
export class PlansController {
  /** The plans on sale, cheapest first. */
  @Get()
  listPlans(): PlansDto {
    return { currency: 'usd', plans: PLAN_NAMES.map(toPlanDto) };
  }
}
