import { ApiProperty } from '@nestjs/swagger';

/** The process runs. */
export class LiveDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

/** The process can serve: what was checked, and how it is. */
export class ReadyDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';

  /** Every check by name. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['up', 'down'] } })
  checks!: Record<string, 'up' | 'down'>;
}
