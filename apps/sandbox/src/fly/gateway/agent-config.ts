import type { Machine } from '../state/types.js';

type Json = Record<string, unknown>;

/** The agent's own config file, when the machine was given one. */
export function agentConfig(machine: Machine): { raw: string; parsed: Json | undefined } | undefined {
  const file = machine.config.files?.find((it) => /openclaw\.json$/.test(it.guest_path ?? ''));
  if (!file) return undefined;
  const encoded =
    file.raw_value ?? (file.secret_name ? machine.process?.env[file.secret_name] : undefined) ?? '';
  const raw = Buffer.from(encoded, 'base64').toString('utf8');
  try {
    return { raw, parsed: JSON.parse(raw) as Json };
  } catch {
    return { raw, parsed: undefined };
  }
}

/** Why the agent would refuse to start with this config, if it would. */
export function configProblem(machine: Machine): string | undefined {
  const config = agentConfig(machine);
  if (!config) return undefined;
  if (!config.parsed) return 'openclaw.json is not valid JSON';
  return at(config.parsed, 'gateway', 'mode') === 'local' ? undefined : 'set gateway.mode to "local"';
}

/** A value deep in a config. */
export function at(config: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], config);
}

/** Text from a config value: plain, `${ENV}`, or an env SecretRef. */
export function resolved(value: unknown, env: Record<string, string>): string | undefined {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '');
  const reference = value as { source?: string; id?: string } | undefined;
  return reference?.source === 'env' && reference.id ? env[reference.id] : undefined;
}
