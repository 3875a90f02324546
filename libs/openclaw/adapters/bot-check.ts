import ky from 'ky';
import { boundedJson, deadline } from './bounded-json.js';

/** What a messenger says about a bot token. */
export type BotCheck =
  | { outcome: 'bot'; externalId: string; label: string }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unavailable'; retryAfterSeconds?: number };

/** A messenger's answer, whatever its status. */
export interface MessengerAnswer {
  status: number;
  retryAfter: string | null;
  /** Parsed JSON, or null when the body was something else. */
  body: unknown;
}

const TIMEOUT_MS = 8_000;

/**
 * Asks a messenger, once more after a hiccup (a person is waiting, so at once and only once). Null when nobody
 * answers. Nothing is thrown: the client's own errors carry the address, and Telegram's address holds the token.
 */
export async function askMessenger(
  url: string,
  headers: Record<string, string> = {},
): Promise<MessengerAnswer | null> {
  const first = await attempt(url, headers);
  return first === null || first.status >= 500 ? attempt(url, headers) : first;
}

async function attempt(url: string, headers: Record<string, string>): Promise<MessengerAnswer | null> {
  try {
    const answer = await ky.get(url, {
      headers,
      timeout: false,
      signal: deadline(TIMEOUT_MS),
      retry: 0,
      throwHttpErrors: false,
      redirect: 'error',
    });
    const body = await boundedJson(answer).catch(() => null);
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
  } catch {
    return null;
  }
}

/** Seconds of a Retry-After, when it is a sensible number. */
export function retryAfterSeconds(value: unknown): number | undefined {
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 3600) : undefined;
}
