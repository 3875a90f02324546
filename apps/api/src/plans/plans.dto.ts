import { PlanDto } from '@automna/core';
import { ApiProperty } from '@nestjs/swagger';

export class PlansDto {
  @ApiProperty({ enum: ['usd'] })
  currency!: 'usd';

  plans!: PlanDto[];
}
