import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.js';
import { LiveDto, ReadyDto } from './health.dto.js';
import { Readiness } from './readiness.js';

@ApiTags('operations')
@Controller('health')
@Public('load balancers and the start command ask before anybody can sign in')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs and answers. */
  @Get('live')
  live(): LiveDto {
    return { status: 'ok' };
  }

  /** The process can serve requests. */
  @Get('ready')
  ready(): Promise<ReadyDto> {
    return this.readiness.check();
  }
}
