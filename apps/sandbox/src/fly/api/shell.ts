/** How a command ended. */
export interface ExecResult {
  exit_code: number;
  stdout: string;
  stderr: string;
}

type Env = Readonly<Record<string, string>>;

/** What the commands of a script may do to a machine; there is nothing else they could. */
export interface ShellMachine {
  env: Env;
  /** A path as it was written in the script. */
  path(written: string): string;
  copy(from: string, to: string): ExecResult;
  /** Runs one program that is on the machine. */
  run(argv: string[], env: Env): ExecResult | Promise<ExecResult>;
}

/**
 * The scripts a control plane sends: commands joined by `&&`, words in double quotes or none, variables, and `cp`, `env`
 * and `chown` for what surrounds OpenClaw's own commands. Read here and never given to a shell of this computer.
 */
export async function runScript(source: string, machine: ShellMachine): Promise<ExecResult> {
  const total: ExecResult = { exit_code: 0, stdout: '', stderr: '' };
  for (const command of source.trim().split(/\s+&&\s+/)) {
    const words = wordsOf(command, machine);
    const result = words
      ? await runCommand(words, machine.env, machine)
      : failed(2, `sh: the sandbox's shell cannot read: ${command}`);
    total.stdout += result.stdout;
    total.stderr += result.stderr;
    total.exit_code = result.exit_code;
    if (result.exit_code !== 0) break;
  }
  return total;
}

async function runCommand(words: string[], env: Env, machine: ShellMachine): Promise<ExecResult> {
  const [name = '', ...rest] = words;
  if (name === 'env') return runWithEnv(rest, env, machine);
  if (name === 'cp' && rest.length === 2) return machine.copy(rest[0] ?? '', rest[1] ?? '');
  // Everything on a machine here belongs to one user already.
  if (name === 'chown') return rest.length > 1 ? ok('') : failed(1, 'chown: missing operand');
  return machine.run(words, env);
}

async function runWithEnv(words: string[], env: Env, machine: ShellMachine): Promise<ExecResult> {
  const changed = { ...env };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if (word === '-u') Reflect.deleteProperty(changed, words[(at += 1)] ?? '');
    else if (name !== undefined) changed[name] = value?.startsWith('/') ? machine.path(value) : (value ?? '');
    else return runCommand(words.slice(at), changed, machine);
  }
  return failed(125, 'env: missing a command');
}

/** Undefined for what needs a real shell: pipes, redirections, substitutions, single quotes. */
function wordsOf(command: string, { env, path }: ShellMachine): string[] | undefined {
  if (command.split('"').length % 2 === 0 || /[|;&<>`'\\]|\$\(/.test(command)) return undefined;
  const words = command.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  return words.map((word) => {
    const bare = word.replaceAll('"', '');
    const expanded = bare.replace(/\$\{?(\w+)\}?/g, (_, name: string) => env[name] ?? '');
    return bare.startsWith('/') ? path(expanded) : expanded;
  });
}

/** What every machine has, played or not. */
export function smallProgram([command = '', ...rest]: string[], env: ShellMachine['env']): ExecResult {
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
    default:
      return {
        exit_code: 127,
        stdout: '',
        stderr: `exec: "${command}": executable file not found in $PATH\n`,
      };
  }
}

/** A command that worked. */
export const ok = (stdout: string): ExecResult => ({ exit_code: 0, stdout, stderr: '' });

/** A command that did not, and why. */
export const failed = (exit_code: number, message: string): ExecResult => ({
  exit_code,
  stdout: '',
  stderr: `${message}\n`,
});
