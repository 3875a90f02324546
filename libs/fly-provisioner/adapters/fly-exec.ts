import { Injectable } from '@nestjs/common';
import { FlyError } from './fly-error.js';
import { FlyTransport } from './fly-transport.js';

/** What a command on a machine said. */
export interface ExecAnswer {
  exitCode: number;
  stdout: string;
}

/** Runs commands on machines. */
@Injectable()
export class FlyExec {
  constructor(private readonly transport: FlyTransport) {}

  /**
   * Runs a command on a started machine; never wakes a sleeping one. Only for commands that may run twice.
   * @throws FlyError `conflict` when the machine does not run
   */
  async run(
    app: string,
    machineId: string,
    command: readonly string[],
    options: { seconds: number; signal?: AbortSignal },
  ): Promise<ExecAnswer> {
    const answer = await this.transport.send<{ exit_code?: number; stdout?: string }>({
      method: 'post',
      app,
      action: 'machine.exec',
      path: `apps/${app}/machines/${machineId}/exec`,
      body: { command, timeout: options.seconds },
      timeoutMs: (options.seconds + 10) * 1000,
      repeatable: true,
      signal: options.signal,
    });
    if (typeof answer.stdout !== 'string') {
      throw new FlyError('unavailable', 'Fly did not say what the command answered');
    }
    // Go's JSON leaves a zero out.
    return { exitCode: answer.exit_code ?? 0, stdout: answer.stdout };
  }
}
