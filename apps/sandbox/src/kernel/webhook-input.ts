import { asObject, BadSandboxInput, onlyFields, wholeNumber } from './bad-input.js';
import type { SendNow } from './vendor.js';

export const WEBHOOK_MODES = ['normal', 'hold', 'drop', 'duplicate', 'reorder', 'delay'] as const;
export type WebhookMode = (typeof WEBHOOK_MODES)[number];

/** What to do with one webhook about to be sent. */
export interface WebhookFault {
  mode: WebhookMode;
  delayMs: number;
}

/** What to do with the webhooks of some types (`invoice.*` fits all of them), or of all. */
export interface WebhookRule extends WebhookFault {
  types?: string[];
  /** For so many events; then the next rule that fits decides. */
  times?: number;
}

export const NORMAL: Readonly<WebhookRule> = { mode: 'normal', delayMs: 0 };

const LONGEST_DELAY_MS = 600_000;

/** True when an event type is the pattern, or begins with the part before its `*`. */
export function typeMatches(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** Checks the body of POST /_sandbox/webhooks: one rule, or `{rules: […]}`. */
export function parseWebhookRules(body: unknown): WebhookRule[] {
  const input = asObject(body, 'The webhook setting');
  if (input['rules'] === undefined) return [parseRule(input)];
  onlyFields(input, ['rules'], 'The webhook setting with rules');
  if (!Array.isArray(input['rules'])) throw new BadSandboxInput('rules must be a list.');
  return input['rules'].map((rule) => parseRule(asObject(rule, 'A webhook rule')));
}

function parseRule(input: Record<string, unknown>): WebhookRule {
  onlyFields(input, ['mode', 'delayMs', 'types', 'times'], 'The webhook setting');
  const mode = WEBHOOK_MODES.find((it) => it === input['mode']);
  if (!mode) throw new BadSandboxInput(`mode must be one of ${WEBHOOK_MODES.join(', ')}.`);
  const delayMs = wholeNumber(input['delayMs'], 'delayMs', 0, { max: LONGEST_DELAY_MS });
  if (mode === 'delay' && delayMs === 0) throw new BadSandboxInput('mode "delay" needs delayMs.');
  const times =
    input['times'] === undefined ? undefined : wholeNumber(input['times'], 'times', 1, { min: 1 });
  return { mode, delayMs, types: typesOf(input['types']), ...(times === undefined ? {} : { times }) };
}

function typesOf(types: unknown): string[] | undefined {
  if (types === undefined) return undefined;
  if (Array.isArray(types) && types.every((it): it is string => typeof it === 'string')) return types;
  throw new BadSandboxInput('types must be a list of event types.');
}

/** In which order held webhooks leave, and which of them. */
export interface Release {
  order: 'as_sent' | 'reversed' | 'random';
  seed: number;
  types: string[] | undefined;
}

/** Checks the body of POST /_sandbox/webhooks/release. Without an order, what the mode suggests. */
export function parseRelease(body: unknown, mode: WebhookMode): Release {
  const input = asObject(body ?? {}, 'The release');
  onlyFields(input, ['order', 'seed', 'types'], 'The release');
  const given = input['order'] ?? (mode === 'reorder' ? 'reversed' : 'as_sent');
  const order = (['as_sent', 'reversed', 'random'] as const).find((it) => it === given);
  if (!order) throw new BadSandboxInput('order must be one of as_sent, reversed, random.');
  return { order, seed: wholeNumber(input['seed'], 'seed', 1), types: typesOf(input['types']) };
}

/** How a list is put into the order of a release; the same seed shuffles the same way. */
export function arrangement({ order, seed }: Release): <T>(held: T[]) => T[] {
  if (order === 'as_sent') return (held) => held;
  if (order === 'reversed') return (held) => [...held].reverse();
  return (held) => {
    const draw = drawer(seed);
    const keyed = held.map((item) => ({ item, key: draw() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  };
}

/** Small repeatable random numbers (mulberry32). */
function drawer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Checks the body of POST /_sandbox/webhooks/send. */
export function parseSend(body: unknown): SendNow & { eventId: string } {
  const input = asObject(body, 'The event to send');
  onlyFields(input, ['eventId', 'times', 'delayMs', 'signature'], 'The event to send');
  const { eventId } = input;
  if (typeof eventId !== 'string' || eventId === '') {
    throw new BadSandboxInput('eventId must be the id of an event.');
  }
  const wanted = input['signature'] ?? 'valid';
  const signature = (['valid', 'wrong', 'old'] as const).find((it) => it === wanted);
  if (!signature) throw new BadSandboxInput('signature must be one of valid, wrong, old.');
  return {
    eventId,
    times: wholeNumber(input['times'], 'times', 1, { min: 1, max: 100 }),
    delayMs: wholeNumber(input['delayMs'], 'delayMs', 0, { max: LONGEST_DELAY_MS }),
    signature,
  };
}
