import { appendFileSync } from 'node:fs';

/** One request and its answer, secrets masked. */
export interface TrafficRecord {
  at: string;
  vendor: string;
  method: string;
  path: string;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  requestBody: unknown;
  /** 0 when the connection ended without an answer. */
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
  /** The injected fault that hit it, if any. */
  fault?: unknown;
}

/** A record with its number in the log. */
export interface RequestLogEntry extends TrafficRecord {
  seq: number;
}

/** What the log may hold. */
export interface LogLimits {
  entries: number;
  /** Bytes of bodies, of all entries together. */
  bytes: number;
  /** Bytes of bodies of one entry; larger ones are left out. */
  entryBytes: number;
}

const LIMITS: LogLimits = { entries: 20_000, bytes: 64 * 1024 * 1024, entryBytes: 256 * 1024 };
/** A rough size of an entry without its bodies. */
const HEAD_BYTES = 1000;

interface Kept {
  entry: RequestLogEntry;
  bytes: number;
}

/**
 * The last 20,000 requests to all vendors, fewer when they are large; also written, whole, to SANDBOX_TRAFFIC_FILE
 * when that is set.
 */
export class RequestLog {
  private kept: Kept[] = [];
  private bytes = 0;
  private seq = 0;
  private readonly limits: LogLimits;

  constructor(
    limits: Partial<LogLimits> = {},
    private readonly trafficFile = process.env['SANDBOX_TRAFFIC_FILE'],
  ) {
    this.limits = { ...LIMITS, ...limits };
  }

  /** The number of the newest entry. */
  get last(): number {
    return this.seq;
  }

  /** Numbers and keeps an entry whose bodies have `bodyBytes` together. */
  add(entry: TrafficRecord, bodyBytes = 0): void {
    const numbered: RequestLogEntry = { seq: ++this.seq, ...entry };
    const tooLarge = bodyBytes > this.limits.entryBytes;
    const bytes = HEAD_BYTES + (tooLarge ? 0 : bodyBytes);
    this.kept.push({ entry: tooLarge ? withoutBodies(numbered, bodyBytes) : numbered, bytes });
    this.bytes += bytes;
    // Dropping a tenth at a time keeps the cost of a full log small.
    const { entries: most, bytes: mostBytes } = this.limits;
    if (this.kept.length > most * 1.1 || this.bytes > mostBytes * 1.1) this.shrink();
    if (this.trafficFile) appendFileSync(this.trafficFile, `${JSON.stringify(numbered)}\n`);
  }

  /** Entries after `since`, oldest first. With `limit` the newest ones of those. */
  list(filter: { vendor?: string; since?: number; limit?: number }): RequestLogEntry[] {
    const found = this.kept
      .slice(-this.limits.entries)
      .map(({ entry }) => entry)
      .filter(
        (it) => (filter.vendor === undefined || it.vendor === filter.vendor) && it.seq > (filter.since ?? 0),
      );
    return filter.limit === undefined ? found : found.slice(-filter.limit || found.length);
  }

  /** Forgets the entries of one vendor; numbers go on. */
  clear(vendor: string): void {
    this.replace(this.kept.filter(({ entry }) => entry.vendor !== vendor));
  }

  /** Numbers go on after this one. */
  continueAfter(seq: number): void {
    this.seq = seq;
  }

  private shrink(): void {
    let from = Math.max(0, this.kept.length - this.limits.entries);
    let left = this.kept.slice(from).reduce((sum, it) => sum + it.bytes, 0);
    while (left > this.limits.bytes && from < this.kept.length - 1) left -= this.kept[from++]?.bytes ?? 0;
    this.replace(this.kept.slice(from));
  }

  private replace(kept: Kept[]): void {
    this.kept = kept;
    this.bytes = kept.reduce((sum, it) => sum + it.bytes, 0);
  }
}

function withoutBodies(entry: RequestLogEntry, bodyBytes: number): RequestLogEntry {
  const note = `(left out: ${bodyBytes} bytes)`;
  return {
    ...entry,
    requestBody: entry.requestBody === null ? null : note,
    responseBody: entry.responseBody === null ? null : note,
  };
}
