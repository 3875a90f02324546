import { createHash } from 'node:crypto';

/**
 * Asks a machine which key its agent was started with. The shell replaces the name by the value inside `printf`, which
 * is part of the shell, so the key is in no command line and only its hash comes back.
 */
export const KEY_PROOF_COMMAND = ['sh', '-c', 'printf %s "$ANTHROPIC_API_KEY" | sha256sum'] as const;

const NOTHING = createHash('sha256').update('').digest('hex');

/** What the machine answered: the fingerprint of its key, null without a key, undefined when it made no sense. */
export function readKeyProof(answer: { exitCode: number; stdout: string }): string | null | undefined {
  const digest = /^([0-9a-f]{64})(?:\s|$)/.exec(answer.stdout.trim())?.[1];
  if (answer.exitCode !== 0 || digest === undefined) return undefined;
  // The length of `Secret.fingerprint()`.
  return digest === NOTHING ? null : digest.slice(0, 16);
}
