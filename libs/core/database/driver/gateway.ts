import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '@libsql/client';
import { isBusy, isConnectionClosed } from '../database.errors.js';
import { ClientSession, MigrationStreamSession, type SqlSession } from './session.js';
import { isRead } from './statement-kind.js';
import { type SqlResult, toResult, toSql } from './values.js';
import { WriteLock } from './write-lock.js';

export interface GatewayOptions {
  /** `file:./data/app.db`, `:memory:`, `libsql://…` or `http(s)://…`. */
  url: string;
  authToken?: string;
  /** How long a write to a file waits for other processes before it fails, in ms. Default 10 000. */
  busyTimeoutMs?: number;
  /** Limit for one request to a remote server, in ms. Default 30 000. */
  requestTimeoutMs?: number;
}

/** libSQL waits for another process's lock synchronously: in slices, so that the event loop turns in between. */
const BUSY_SLICE_MS = 100;

type Mode = 'file' | 'memory' | 'remote';

/**
 * The one place that talks to libSQL. Reads of a file go to a pool; writes queue for the write lock and go to a single
 * writing connection, so a connection spoilt by SQLITE_BUSY can be thrown away without touching anyone else. A database
 * in memory lives on one connection: there reads queue as well.
 */
export class LibsqlGateway {
  private readonly lock: WriteLock;

  private constructor(
    readonly mode: Mode,
    private readonly reader: Client,
    private readonly writer: Client,
    private readonly options: GatewayOptions,
  ) {
    this.lock = mode === 'file' ? WriteLock.ofFile(resolve(pathOf(options.url))) : new WriteLock();
  }

  static async open(options: GatewayOptions): Promise<LibsqlGateway> {
    const mode = modeOf(options.url);
    if (mode === 'file') mkdirSync(dirname(pathOf(options.url)), { recursive: true });
    const client = (concurrency: number): Client =>
      createClient({
        url: options.url,
        authToken: options.authToken,
        intMode: 'bigint',
        concurrency,
        timeout: Math.min(BUSY_SLICE_MS, options.busyTimeoutMs ?? BUSY_SLICE_MS),
        fetch: limitedFetch(options.requestTimeoutMs),
      });
    const writer = client(mode === 'remote' ? 20 : 1);
    if (mode === 'file') await writer.execute('PRAGMA journal_mode=WAL');
    return new LibsqlGateway(mode, mode === 'file' ? client(20) : writer, writer, options);
  }

  /** One statement outside any transaction. */
  execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult> {
    if (this.mode !== 'memory' && isRead(sql)) return this.send(this.reader, sql, parameters);
    return this.lock.hold(() => this.send(this.writer, sql, parameters));
  }

  /** BEGIN IMMEDIATE. `foreignKeys: false` is for migrations that rebuild tables: DROP TABLE would cascade. */
  async begin(options: { foreignKeys: boolean }): Promise<SqlSession> {
    const release = await this.lock.acquire();
    try {
      if (options.foreignKeys) return await this.beginOnWriter(release);
      if (this.mode === 'remote') return await this.beginOnStream(release);
      await this.writer.execute('PRAGMA foreign_keys=OFF');
      const restore = async (): Promise<void> => {
        await this.writer.execute('PRAGMA foreign_keys=ON').finally(release);
      };
      return await this.beginOnWriter(restore).catch(async (error: unknown) => {
        await restore();
        throw error;
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  /** A file is left in one piece: libSQL closes without moving the write-ahead log into it. */
  async close(): Promise<void> {
    this.reader.close();
    // Refused while another process reads; then the last one to leave does it.
    if (this.mode === 'file')
      await this.writer.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
    this.writer.close();
  }

  private async beginOnWriter(ended: () => Promise<void> | void): Promise<SqlSession> {
    return new ClientSession(
      await this.patiently(this.writer, () => this.writer.transaction('write')),
      ended,
    );
  }

  private beginOnStream(ended: () => void): Promise<SqlSession> {
    const { url, authToken, requestTimeoutMs } = this.options;
    return MigrationStreamSession.open({ url, authToken, fetch: limitedFetch(requestTimeoutMs) }, ended);
  }

  private async send(client: Client, sql: string, parameters: readonly unknown[]): Promise<SqlResult> {
    const args = parameters.map(toSql);
    return toResult(await this.patiently(client, () => client.execute({ sql, args })));
  }

  /**
   * Tries again while another process writes; nothing has been done yet when SQLite says busy. libSQL 0.5 never
   * finalises a statement that ended in SQLITE_BUSY: every later COMMIT on that connection would fail with
   * "SQL statements in progress". So its connections are thrown away first.
   */
  private async patiently<T>(client: Client, attempt: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + (this.options.busyTimeoutMs ?? 10_000);
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const busy = isBusy(error);
        if (busy && this.mode === 'file') await renew(client);
        // A read whose pool was thrown away under it, by another read, had not begun either.
        const again = busy ? this.mode === 'file' : isConnectionClosed(error) && !client.closed;
        if (!again || performance.now() >= deadline) throw error;
        await delay(5 + Math.random() * 20);
      }
    }
  }
}

function modeOf(url: string): Mode {
  if (url === ':memory:' || url.startsWith('file::memory:')) return 'memory';
  return url.startsWith('file:') ? 'file' : 'remote';
}

/** Typed as synchronous, but a promise for some clients. */
async function renew(client: Client): Promise<void> {
  await Promise.resolve(client.reconnect());
}

function pathOf(fileUrl: string): string {
  return decodeURIComponent(fileUrl.replace(/^file:(\/\/(?=\/))?/, '').replace(/\?.*$/, ''));
}

/** A server that does not answer must not hold the write lock for ever. */
function limitedFetch(timeoutMs = 30_000): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
}
