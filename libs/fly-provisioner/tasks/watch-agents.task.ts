import { ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { WatchPass } from '../watch/watch-pass.service.js';

/** Looks at running agents, each when its turn comes. Sleeping ones sleep on. */
@Injectable()
@ScheduledTask({ name: 'machines.watch', everySeconds: 60 })
export class WatchAgentsTask implements TaskRunner {
  constructor(private readonly pass: WatchPass) {}

  run(signal: AbortSignal): Promise<string> {
    return this.pass.run(signal);
  }
}
