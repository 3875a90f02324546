/**
 * A stand-in for a libSQL server: Hrana 2 (JSON over HTTP) on libSQL's own engine, for tests and for trying several
 * API processes against one database. It keeps to itself: one file, one process, no replication.
 * By hand: `node test/support/hrana/hrana-server.ts ./data/remote.db 8080 [token]`.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';

export interface HranaServerOptions {
  /** Path of the database file. */
  path: string;
  port?: number;
  /** Asked for as a bearer token when given. */
  authToken?: string;
  /** Added before each answer. */
  latencyMs?: number;
  /** An idle stream is closed, and its transaction rolled back, after this time. Default 10 000. */
  streamTtlMs?: number;
}

export interface HranaServer {
  url: string;
  /** Streams that are open right now. */
  readonly streams: number;
  close(): Promise<void>;
}

type HranaValue =
  | { type: 'null' }
  | { type: 'integer'; value: string }
  | { type: 'float'; value: number }
  | { type: 'text'; value: string }
  | { type: 'blob'; base64: string };

interface Stmt {
  sql?: string;
  sql_id?: number;
  args?: HranaValue[];
  named_args?: { name: string; value: HranaValue }[];
}

type Condition =
  | { type: 'ok' | 'error'; step: number }
  | { type: 'not'; cond: Condition }
  | { type: 'and' | 'or'; conds: Condition[] }
  | { type: 'is_autocommit' };

interface Batch {
  steps: { condition?: Condition | null; stmt: Stmt }[];
}

type PipelineRequest =
  | { type: 'execute'; stmt: Stmt }
  | { type: 'batch'; batch: Batch }
  | { type: 'sequence'; sql?: string; sql_id?: number }
  | { type: 'store_sql'; sql: string; sql_id: number }
  | { type: 'close_sql'; sql_id: number }
  | { type: 'get_autocommit' | 'close' };

type Answer = { type: 'ok'; response: unknown } | { type: 'error'; error: unknown };

interface Stream {
  baton: string;
  database: Database.Database;
  stored: Map<number, string>;
  release: (() => void) | undefined;
  expiry: NodeJS.Timeout | undefined;
}

const READS = /^\s*(select|explain|values|pragma\s+[a-z_]+\s*(\(|;|$))/i;

export async function startHranaServer(options: HranaServerOptions): Promise<HranaServer> {
  const { authToken, latencyMs = 0, streamTtlMs = 10_000 } = options;
  const streams = new Map<string, Stream>();
  const lock = new FifoLock();

  const openStream = (): Stream => {
    const database = new Database(options.path, { timeout: 5000 });
    database.exec('PRAGMA foreign_keys=ON');
    return { baton: '', database, stored: new Map(), release: undefined, expiry: undefined };
  };

  const closeStream = (stream: Stream): void => {
    clearTimeout(stream.expiry);
    streams.delete(stream.baton);
    if (stream.database.open) {
      if (stream.database.inTransaction) stream.database.exec('ROLLBACK');
      stream.database.close();
    }
    stream.release?.();
    stream.release = undefined;
  };

  /** A writer waits here instead of inside SQLite, which would stop the whole server. */
  const lockFor = async (stream: Stream, sql: string): Promise<void> => {
    if (!READS.test(sql)) stream.release ??= await lock.acquire();
  };

  const run = async (stream: Stream, stmt: Stmt): Promise<unknown> => {
    const sql = stmt.sql ?? stream.stored.get(stmt.sql_id ?? -1) ?? '';
    await lockFor(stream, sql);
    const statement = stream.database.prepare(sql);
    statement.safeIntegers(true);
    const named = stmt.named_args ?? [];
    const values = (stmt.args ?? []).map(toSql);
    const bound =
      named.length > 0
        ? Object.fromEntries(named.map((n) => [n.name.replace(/^[:@$]/, ''), toSql(n.value)]))
        : values;
    if (!statement.reader) {
      const info = statement.run(bound);
      return toResult([], [], info.changes, info.lastInsertRowid);
    }
    const rows = statement.raw(true).all(bound) as unknown[][];
    const changes = READS.test(sql) ? 0 : rows.length;
    return toResult(statement.columns(), rows, changes, undefined);
  };

  const runBatch = async (stream: Stream, batch: Batch): Promise<unknown> => {
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const step of batch.steps) {
      results.push(null);
      errors.push(null);
      const at = results.length - 1;
      if (!holds(step.condition, results, errors, !stream.database.inTransaction)) continue;
      try {
        results[at] = await run(stream, step.stmt);
      } catch (error) {
        errors[at] = fail(error);
      }
    }
    return { step_results: results, step_errors: errors };
  };

  const answer = async (stream: Stream, request: PipelineRequest): Promise<Record<string, unknown>> => {
    const { type } = request;
    switch (type) {
      case 'execute':
        return { type, result: await run(stream, request.stmt) };
      case 'batch':
        return { type, result: await runBatch(stream, request.batch) };
      case 'sequence': {
        const sql = request.sql ?? stream.stored.get(request.sql_id ?? -1) ?? '';
        await lockFor(stream, sql);
        stream.database.exec(sql);
        return { type };
      }
      case 'store_sql':
        stream.stored.set(request.sql_id, request.sql);
        return { type };
      case 'close_sql':
        stream.stored.delete(request.sql_id);
        return { type };
      case 'get_autocommit':
        return { type, is_autocommit: !stream.database.inTransaction };
      case 'close':
        closeStream(stream);
        return { type };
    }
  };

  const pipeline = async (body: { baton?: string | null; requests: PipelineRequest[] }): Promise<unknown> => {
    const stream = body.baton ? streams.get(body.baton) : openStream();
    if (!stream) return undefined;
    clearTimeout(stream.expiry);
    streams.delete(stream.baton);
    const results: Answer[] = [];
    for (const request of body.requests) {
      try {
        results.push({ type: 'ok', response: await answer(stream, request) });
      } catch (error) {
        results.push({ type: 'error', error: fail(error) });
      }
    }
    if (!stream.database.open) return { baton: null, base_url: null, results };
    if (!stream.database.inTransaction) {
      stream.release?.();
      stream.release = undefined;
    }
    stream.baton = randomUUID();
    streams.set(stream.baton, stream);
    stream.expiry = setTimeout(() => closeStream(stream), streamTtlMs);
    return { baton: stream.baton, base_url: null, results };
  };

  const server = createServer((request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const serve = async (): Promise<void> => {
      if (latencyMs > 0) await delay(latencyMs);
      if (authToken !== undefined && request.headers.authorization !== `Bearer ${authToken}`) {
        return send(401, { message: 'The token is missing or wrong', code: 'AUTH_INVALID' });
      }
      if (request.method === 'GET' && request.url === '/v2') return send(200, {});
      if (request.method !== 'POST' || request.url !== '/v2/pipeline')
        return send(404, { message: 'Not found' });
      const result = await pipeline(JSON.parse(await text(request)) as Parameters<typeof pipeline>[0]);
      if (!result) return send(400, { message: 'The stream has expired', code: 'STREAM_EXPIRED' });
      send(200, result);
    };
    serve().catch((error: unknown) => send(500, { message: String(error) }));
  });
  const first = new Database(options.path);
  first.exec('PRAGMA journal_mode=WAL');
  first.close();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get streams() {
      return streams.size;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const stream of [...streams.values()]) closeStream(stream);
    },
  };
}

class FifoLock {
  private tail: Promise<void> = Promise.resolve();

  async acquire(): Promise<() => void> {
    const before = this.tail;
    let release: () => void = () => undefined;
    this.tail = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function toSql(value: HranaValue): unknown {
  if (value.type === 'null') return null;
  if (value.type === 'integer') return BigInt(value.value);
  if (value.type === 'blob') return Buffer.from(value.base64, 'base64');
  return value.value;
}

function fromSql(value: unknown): HranaValue {
  if (typeof value === 'bigint') return { type: 'integer', value: value.toString() };
  if (typeof value === 'number') return { type: 'float', value };
  if (typeof value === 'string') return { type: 'text', value };
  if (value === null) return { type: 'null' };
  return { type: 'blob', base64: Buffer.from(value as Uint8Array).toString('base64') };
}

function toResult(
  columns: Database.ColumnDefinition[],
  rows: unknown[][],
  changes: number,
  rowid?: number | bigint,
) {
  return {
    cols: columns.map((column) => ({ name: column.name, decltype: column.type })),
    rows: rows.map((row) => row.map(fromSql)),
    affected_row_count: changes,
    last_insert_rowid: rowid?.toString() ?? null,
  };
}

function holds(
  condition: Condition | null | undefined,
  results: unknown[],
  errors: unknown[],
  auto: boolean,
): boolean {
  if (!condition) return true;
  const check = (inner: Condition): boolean => holds(inner, results, errors, auto);
  switch (condition.type) {
    case 'ok':
      return results[condition.step] !== null;
    case 'error':
      return errors[condition.step] !== null;
    case 'not':
      return !check(condition.cond);
    case 'and':
      return condition.conds.every(check);
    case 'or':
      return condition.conds.some(check);
    case 'is_autocommit':
      return auto;
  }
}

function fail(error: unknown): { message: string; code?: string } {
  const { message, code } = error as { message: string; code?: string };
  return { message: String(message), code };
}

if (import.meta.main) {
  const [path = './data/remote.db', port = '8080', authToken] = process.argv.slice(2);
  const server = await startHranaServer({ path, port: Number(port), authToken });
  process.stdout.write(`libSQL stand-in: ${server.url} on ${path}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}
