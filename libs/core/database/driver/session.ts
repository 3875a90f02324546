import type { Transaction } from '@libsql/client';
import {
  type Client as HranaClient,
  type Stream,
  Stmt,
  openHttp,
  parseLibsqlUrl,
} from '@libsql/hrana-client';
import { type SqlResult, toResult, toSql } from './values.js';

/** One open write transaction, on a connection or stream of its own. */
export interface SqlSession {
  execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** A transaction of the official client: a pooled connection for files, an interactive stream for a server. */
export class ClientSession implements SqlSession {
  constructor(
    private readonly transaction: Transaction,
    private readonly ended: () => Promise<void> | void,
  ) {}

  async execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult> {
    return toResult(await this.transaction.execute({ sql, args: parameters.map(toSql) }));
  }

  async commit(): Promise<void> {
    try {
      await this.transaction.commit();
    } finally {
      await this.ended();
    }
  }

  async rollback(): Promise<void> {
    try {
      await this.transaction.rollback();
    } finally {
      await this.ended();
    }
  }
}

/**
 * A remote transaction with foreign keys off, for migrations. The pragma must be sent before BEGIN on the same stream,
 * and the official client begins on its own, so this one speaks Hrana itself.
 */
export class MigrationStreamSession implements SqlSession {
  private constructor(
    private readonly client: HranaClient,
    private readonly stream: Stream,
    private readonly ended: () => void,
  ) {}

  static async open(
    remote: { url: string; authToken?: string; fetch: typeof fetch },
    ended: () => void,
  ): Promise<MigrationStreamSession> {
    const address = parseLibsqlUrl(remote.url).hranaHttpUrl;
    if (address === undefined) throw new TypeError('Migrations need an http(s):// or libsql:// address');
    const client = openHttp(address, remote.authToken, remote.fetch);
    client.intMode = 'bigint';
    const stream = client.openStream();
    try {
      await stream.run('PRAGMA foreign_keys=OFF');
      await stream.run('BEGIN IMMEDIATE');
    } catch (error) {
      client.close();
      throw error;
    }
    return new MigrationStreamSession(client, stream, ended);
  }

  async execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult> {
    const result = await this.stream.query(new Stmt(sql).bindIndexes(parameters.map(toSql)));
    return toResult({
      columns: result.columnNames.map((name) => name ?? ''),
      rows: result.rows,
      rowsAffected: result.affectedRowCount,
      lastInsertRowid: result.lastInsertRowid,
    });
  }

  commit(): Promise<void> {
    return this.end('COMMIT');
  }

  rollback(): Promise<void> {
    return this.end('ROLLBACK');
  }

  private async end(word: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    try {
      await this.stream.run(word);
    } finally {
      // Closing the stream without an answer to COMMIT makes the server roll back.
      this.stream.close();
      this.client.close();
      this.ended();
    }
  }
}
