import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Controller, Get, HttpCode, type MessageEvent, Post, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { ProvisionDto } from './provision.dto.js';
import { ProvisionEvents } from './provision-events.service.js';
import { ProvisionService } from './provision.service.js';

@ApiTags('provision')
@Authenticated()
@Controller('user/provision')
export class ProvisionController {
  constructor(
    private readonly provision: ProvisionService,
    private readonly events: ProvisionEvents,
  ) {}

  /** Starts setting up the machine, or tries a failed set-up again. Asking twice changes nothing. */
  @Post()
  @HttpCode(202)
  startProvision(@CurrentUser() user: Principal): Promise<ProvisionDto> {
    return this.provision.start(user.userId);
  }

  @Get('status')
  provisionStatus(@CurrentUser() user: Principal): Promise<ProvisionDto> {
    return this.provision.status(user.userId);
  }

  /** Server-sent events: `provision` with the status now and at every change; ends once the agent is ready. */
  @Sse('events')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: ProvisionDto })
  provisionEvents(@CurrentUser() user: Principal): Observable<MessageEvent> {
    return this.events.stream(user.userId);
  }
}
