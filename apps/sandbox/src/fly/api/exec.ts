import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { badRequest, precondition } from '../errors.js';
import type { Fly } from '../fly.js';
import { realShell } from '../openclaw/exec-openclaw.js';
import { mustReach } from '../state/troubles.js';
import type { Machine } from '../state/types.js';
import { bodyOf, integer, text } from './input.js';
import { failed, ok, type ExecResult, runScript, type ShellMachine, smallProgram } from './shell.js';

/**
 * Runs the few commands a control plane needs to look into a machine. Nothing is executed on this computer, but OpenClaw's
 * own command line where the machine is a real gateway.
 */
export function execRoutes(server: FastifyInstance, fly: Fly): void {
  server.post<{ Params: { app: string; machine: string } }>(
    '/apps/:app/machines/:machine/exec',
    async (request) => {
      fly.limit('machine.exec', request.params.machine);
      const machine = fly.store.machine(request.params.app, request.params.machine);
      const input = bodyOf(request, ['command', 'cmd', 'timeout', 'stdin', 'container', 'machine']);
      const timeout = integer(input['timeout'], 'timeout', 0, 300) || 60;
      const argv = input['command'] ?? text(input['cmd'], 'cmd')?.split(' ');
      if (!Array.isArray(argv) || argv.length === 0 || !argv.every((it) => typeof it === 'string')) {
        throw badRequest('command must be a list of strings');
      }
      mustReach(machine);
      if (machine.state !== 'started' || !machine.process) {
        throw precondition(`machine is ${machine.state}, exec needs a started one`);
      }
      const running = await fly.openclaw?.machineOf(machine);
      const shell = running ? realShell(running, timeout) : playedShell(machine, machine.process.env);
      return { exit_signal: 0, ...(await run(argv as string[], shell)) };
    },
  );
}

async function run(argv: string[], shell: ShellMachine): Promise<ExecResult> {
  const [command = '', option] = argv;
  if (!/(^|\/)(ba)?sh$/.test(command) || !option?.endsWith('c')) return shell.run(argv, shell.env);
  const source = argv[2] ?? '';
  return fingerprint(source, shell.env) ?? runScript(source, shell);
}

/** `printf %s "$NAME" | sha256sum` shows what key a machine runs with without showing the key. */
function fingerprint(source: string, env: ShellMachine['env']): ExecResult | undefined {
  const hashed = /^printf '?%s'? "\$\{?(\w+)\}?" \| sha256sum(?: \| cut -c1-(\d+))?$/.exec(source.trim());
  if (!hashed?.[1]) return undefined;
  const digest = createHash('sha256')
    .update(env[hashed[1]] ?? '')
    .digest('hex');
  return ok(hashed[2] ? `${digest.slice(0, Number(hashed[2]))}\n` : `${digest}  -\n`);
}

/** A machine nobody runs: it has the files it was given, and its commands do nothing. */
function playedShell({ config }: Machine, env: Record<string, string>): ShellMachine {
  const files = new Set((config.files ?? []).map((file) => file.guest_path));
  return {
    env,
    path: (written) => written,
    copy: (from) => (files.has(from) ? ok('') : failed(1, `cp: cannot stat '${from}'`)),
    run: (argv, its) =>
      argv[0] === 'openclaw'
        ? ok(argv[1] === '--version' ? 'OpenClaw 2026.9.6 (eb377ac)\n' : '')
        : smallProgram(argv, its),
  };
}
