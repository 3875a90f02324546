import { PLAN_NAMES, type PlanName, SERVICES, type Service } from '@automna/contracts';
import { LimitDto, PlanFeaturesDto } from '@automna/core';
import { ApiProperty } from '@nestjs/swagger';

export class ServiceUsageDto {
  @ApiProperty({ enum: SERVICES, enumName: 'Service' })
  service!: Service;

  @ApiProperty({ type: 'integer' })
  used!: number;

  limit!: LimitDto;

  /** Whether the plan has the service at all. */
  included!: boolean;
}

export class UsageDto {
  @ApiProperty({ format: 'date-time' })
  periodStart!: string;

  /** The instant the counters reset. */
  @ApiProperty({ format: 'date-time' })
  periodEnd!: string;

  services!: ServiceUsageDto[];
}

export class EntitlementsDto {
  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName', nullable: true })
  plan!: PlanName | null;

  features!: PlanFeaturesDto;
}
