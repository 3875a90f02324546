import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { badRequest, precondition } from '../errors.js';
import type { Fly } from '../fly.js';
import { bodyOf, integer, text } from './input.js';

interface Result {
  exit_code: number;
  stdout: string;
  stderr: string;
}

/** Runs the few commands a control plane needs to look into a machine. Nothing is executed on this computer. */
export function execRoutes(server: FastifyInstance, fly: Fly): void {
  server.post<{ Params: { app: string; machine: string } }>(
    '/apps/:app/machines/:machine/exec',
    (request) => {
      fly.limit('machine.exec', request.params.machine);
      const machine = fly.store.machine(request.params.app, request.params.machine);
      const input = bodyOf(request, ['command', 'cmd', 'timeout', 'stdin', 'container', 'machine']);
      integer(input['timeout'], 'timeout', 0, 300);
      const argv = input['command'] ?? text(input['cmd'], 'cmd')?.split(' ');
      if (!Array.isArray(argv) || argv.length === 0 || !argv.every((it) => typeof it === 'string')) {
        throw badRequest('command must be a list of strings');
      }
      if (machine.state !== 'started' || !machine.process) {
        throw precondition(`machine is ${machine.state}, exec needs a started one`);
      }
      return { exit_signal: 0, ...run(argv as string[], machine.process.env) };
    },
  );
}

function run(argv: string[], env: Record<string, string>): Result {
  const [command = '', ...rest] = argv;
  if (/(^|\/)(ba)?sh$/.test(command) && rest[0]?.endsWith('c')) return script(rest[1] ?? '', env);
  switch (command) {
    case 'true':
      return ok('');
    case 'false':
      return { exit_code: 1, stdout: '', stderr: '' };
    case 'echo':
      return ok(`${rest.join(' ')}\n`);
    case 'printenv':
      return rest[0] && Object.hasOwn(env, rest[0])
        ? ok(`${env[rest[0]]}\n`)
        : { exit_code: 1, stdout: '', stderr: '' };
    case 'openclaw':
      return ok(rest[0] === '--version' ? 'OpenClaw 2026.9.6 (eb377ac)\n' : '');
    default:
      return {
        exit_code: 127,
        stdout: '',
        stderr: `exec: "${command}": executable file not found in $PATH\n`,
      };
  }
}

/** `printf %s "$NAME" | sha256sum` shows what key a machine runs with without showing the key. */
function script(source: string, env: Record<string, string>): Result {
  const hashed = /^printf '?%s'? "\$\{?(\w+)\}?" \| sha256sum(?: \| cut -c1-(\d+))?$/.exec(source.trim());
  if (hashed?.[1]) {
    const digest = createHash('sha256')
      .update(env[hashed[1]] ?? '')
      .digest('hex');
    return ok(hashed[2] ? `${digest.slice(0, Number(hashed[2]))}\n` : `${digest}  -\n`);
  }
  return run(source.trim().split(/\s+/), env);
}

const ok = (stdout: string): Result => ({ exit_code: 0, stdout, stderr: '' });
