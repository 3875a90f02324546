/** What we take from a gateway's answers. They come from the customer's machine: anything may be in them, or missing. */

/** One messenger as the agent sees it. */
export interface ChannelSight {
  state: 'working' | 'unlinked' | 'failing';
}

export interface LogTail {
  file: string | null;
  /** Where the next look goes on. */
  cursor: number;
  size: number;
  lines: string[];
}

export interface CostTotals {
  days: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  totalTokens: number;
  costUsd: number | null;
  /** The gateway is still counting: the numbers lag behind. */
  refreshing: boolean;
}

/** `linked`: done. `scan`: `qr` is the code to show. `ended`: no login is going on. */
export type LoginSight = { state: 'linked' } | { state: 'scan'; qr: string } | { state: 'ended' };

type Json = Record<string, unknown>;

/** The config file as the gateway has read it; null when the answer holds none. */
export function readConfig(answer: unknown): Json | null {
  const { parsed } = record(answer);
  return isRecord(parsed) ? parsed : null;
}

/** By messenger. The account's own entry says most; older gateways have only the summary. Null when there is no list. */
export function readChannels(answer: unknown): Map<string, ChannelSight> | null {
  const { channels, channelAccounts } = record(answer);
  if (!isRecord(channels)) return null;
  const found = new Map<string, ChannelSight>();
  for (const [kind, summary] of Object.entries(channels)) {
    const accounts = record(channelAccounts)[kind];
    const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
    found.set(kind, { state: channelState({ ...record(summary), ...record(first) }) });
  }
  return found;
}

function channelState(account: Json): ChannelSight['state'] {
  if (account['linked'] === false) return 'unlinked';
  if (account['running'] === false || account['connected'] === false) return 'failing';
  return 'working';
}

export function readLogTail(answer: unknown): LogTail | null {
  const { file, cursor, size, lines } = record(answer);
  if (!isCount(cursor) || !Array.isArray(lines)) return null;
  return {
    file: typeof file === 'string' ? file.slice(0, 300) : null,
    cursor,
    size: isCount(size) ? size : cursor,
    lines: lines.filter((line): line is string => typeof line === 'string'),
  };
}

export function readCost(answer: unknown): CostTotals | null {
  const { days, totals, cacheStatus } = record(answer);
  if (!isRecord(totals)) return null;
  const count = (name: string): number => (isCount(totals[name]) ? Math.round(totals[name]) : 0);
  const cost = totals['totalCost'];
  return {
    days: isCount(days) ? days : 0,
    inputTokens: count('input'),
    outputTokens: count('output'),
    cacheReadTokens: count('cacheRead'),
    cacheWriteTokens: count('cacheWrite'),
    totalTokens: count('totalTokens'),
    costUsd: isCount(cost) ? cost : null,
    refreshing: record(cacheStatus)['status'] === 'refreshing',
  };
}

const QR = /^data:image\/png;base64,[A-Za-z0-9+/=]+$/;
const LONGEST_QR = 16_384;

/** Only a picture passes: what a browser shows as the code must not be anything a machine makes up. */
export function readLogin(answer: unknown): LoginSight {
  const { connected, qrDataUrl } = record(answer);
  if (connected === true) return { state: 'linked' };
  const shown = typeof qrDataUrl === 'string' && qrDataUrl.length <= LONGEST_QR && QR.test(qrDataUrl);
  return shown ? { state: 'scan', qr: qrDataUrl } : { state: 'ended' };
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER
  );
}
