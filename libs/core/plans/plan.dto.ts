import { LIMIT_UNITS, type LimitUnit, PLAN_NAMES, type PlanName } from '@automna/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** A limit: a number, or explicitly none. */
export class LimitDto {
  /** Null when there is no bound. Zero means "not included". */
  @ApiProperty({ type: 'integer', nullable: true })
  limit!: number | null;

  unlimited!: boolean;

  @ApiProperty({ enum: LIMIT_UNITS, enumName: 'LimitUnit' })
  unit!: LimitUnit;
}

/** What a plan allows per month; `channels` at any one time. */
export class PlanLimitsDto {
  search!: LimitDto;
  browser!: LimitDto;
  email!: LimitDto;
  phone!: LimitDto;
  channels!: LimitDto;

  /** Requests per minute to the services, all together. */
  @ApiProperty({ type: 'integer' })
  requestsPerMinute!: number;
}

/** The gates of a plan. */
export class PlanFeaturesDto {
  phone!: boolean;
  cron!: boolean;
  customSkills!: boolean;
  fileBrowser!: boolean;
  apiAccess!: boolean;
  sleepWhenIdle!: boolean;
}

export class PlanDto {
  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName' })
  name!: PlanName;

  title!: string;
  tagline!: string;

  /** US cents per month. */
  @ApiProperty({ type: 'integer' })
  priceCents!: number;

  support!: string;
  limits!: PlanLimitsDto;
  features!: PlanFeaturesDto;
}
