/** Anthropic turned the agent away: because of the key, or because the account cannot pay. */
export type KeyTroubleReason = 'auth' | 'billing';

/**
 * The newest refusal of Anthropic in a gateway's log, if there is one. Health and readiness say nothing about it: the
 * log is where OpenClaw writes down why a model gave no answer. Lines from before `since` are about an older key.
 */
export function newestKeyTrouble(lines: readonly string[], since: Date | null): KeyTroubleReason | null {
  for (const line of lines.toReversed()) {
    const trouble = troubleIn(line, since);
    if (trouble) return trouble;
  }
  return null;
}

function troubleIn(line: string, since: Date | null): KeyTroubleReason | null {
  // Most lines are about something else; spare them the parsing.
  if (!line.includes('model_fallback_decision')) return null;
  const entry = parse(line);
  const event = asRecord(entry['1']);
  if (event['event'] !== 'model_fallback_decision' || event['candidateProvider'] !== 'anthropic') return null;
  if (String(event['decision'] ?? '').includes('succeeded')) return null;
  const at = timeOf(entry);
  if (since && at && at < since) return null;
  return event['reason'] === 'auth' || event['reason'] === 'billing' ? event['reason'] : null;
}

function timeOf(entry: Record<string, unknown>): Date | null {
  const text = entry['time'] ?? asRecord(entry['_meta'])['date'];
  const at = typeof text === 'string' ? new Date(text) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}

function parse(line: string): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(line));
  } catch {
    return {};
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
