import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { type ExecResult, failed, ok, type ShellMachine, smallProgram } from '../api/shell.js';
import { isInside, pathIn } from './machine-files.js';
import type { RunningMachine } from './openclaw-host.js';

const MOST_OUTPUT = 4 * 1024 * 1024;

/** Commands on a machine that is real: OpenClaw's own, and copies within its folders. Nothing else is ever executed. */
export function realShell(machine: RunningMachine, timeoutSeconds: number): ShellMachine {
  const { env, folders } = machine;
  return {
    env,
    path: (written) => pathIn(written, folders),
    copy(from, to) {
      if (![from, to].every((it) => isInside(it, folders)))
        return failed(1, 'cp: not a file of this machine');
      try {
        copyFileSync(from, to);
        return ok('');
      } catch (error) {
        return failed(1, `cp: ${String(error)}`);
      }
    },
    run: ([command = '', ...args], its) =>
      command === 'openclaw'
        ? execOpenClaw(machine, args, its, timeoutSeconds)
        : smallProgram([command, ...args], its),
  };
}

function execOpenClaw(
  { entry, cwd }: RunningMachine,
  args: string[],
  env: ShellMachine['env'],
  timeoutSeconds: number,
): Promise<ExecResult> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [entry, ...args],
      { cwd, env, timeout: timeoutSeconds * 1000, maxBuffer: MOST_OUTPUT },
      (error, stdout, stderr) => {
        const code = (error as { code?: unknown } | null)?.code;
        const exit_code = error ? (typeof code === 'number' ? code : 124) : 0;
        resolve({ exit_code, stdout, stderr });
      },
    );
  });
}
