import type { Machine } from './types.js';

const MAX_LINES = 500;

/** Adds a line to what the agent on a machine logged; the oldest lines go. */
export function logLine({ agent }: Machine, line: string): void {
  agent.logs.push(line);
  if (agent.logs.length <= MAX_LINES) return;
  agent.logs.shift();
  agent.logsGone += 1;
}
