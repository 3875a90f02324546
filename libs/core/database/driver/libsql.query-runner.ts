import {
  type ObjectLiteral,
  QueryFailedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
  TypeORMError,
} from 'typeorm';
import { AbstractSqliteQueryRunner } from 'typeorm/driver/sqlite-abstract/AbstractSqliteQueryRunner.js';
import { Broadcaster } from 'typeorm/subscriber/Broadcaster.js';
import { BroadcasterResult } from 'typeorm/subscriber/BroadcasterResult.js';
import type { LibsqlDriver } from './libsql.driver.js';
import type { SqlSession } from './session.js';
import { refuseOutsider } from './transaction-scope.js';
import type { SqlResult } from './values.js';

type Parameters = unknown[] | ObjectLiteral;

/**
 * One conversation with the database. Outside a transaction each statement stands alone; inside, all go to one session.
 * Nested `startTransaction` calls become savepoints.
 */
export class LibsqlQueryRunner extends AbstractSqliteQueryRunner {
  override driver: LibsqlDriver;
  private session: SqlSession | undefined;
  private foreignKeys = true;

  constructor(driver: LibsqlDriver) {
    super();
    this.driver = driver;
    this.dataSource = driver.dataSource;
    this.broadcaster = new Broadcaster(this);
  }

  /** The next transaction of this runner checks no foreign keys, so that tables can be rebuilt. */
  override beforeMigration(): Promise<void> {
    this.foreignKeys = false;
    return Promise.resolve();
  }

  override afterMigration(): Promise<void> {
    this.foreignKeys = true;
    return Promise.resolve();
  }

  override async startTransaction(): Promise<void> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    await this.broadcaster.broadcast('BeforeTransactionStart');
    if (this.session) {
      await this.query(`SAVEPOINT typeorm_${this.transactionDepth}`);
    } else {
      refuseOutsider(this, 'BEGIN');
      this.session = await this.driver.gateway.begin({ foreignKeys: this.foreignKeys });
    }
    this.isTransactionActive = true;
    this.transactionDepth += 1;
    await this.broadcaster.broadcast('AfterTransactionStart');
  }

  override async commitTransaction(): Promise<void> {
    const session = this.openSession();
    await this.broadcaster.broadcast('BeforeTransactionCommit');
    if (this.transactionDepth > 1) {
      await this.query(`RELEASE SAVEPOINT typeorm_${this.transactionDepth - 1}`);
      this.transactionDepth -= 1;
    } else {
      this.forgetSession();
      await session.commit();
    }
    await this.broadcaster.broadcast('AfterTransactionCommit');
  }

  override async rollbackTransaction(): Promise<void> {
    const session = this.openSession();
    await this.broadcaster.broadcast('BeforeTransactionRollback');
    if (this.transactionDepth > 1) {
      await this.query(`ROLLBACK TO SAVEPOINT typeorm_${this.transactionDepth - 1}`);
      this.transactionDepth -= 1;
    } else {
      this.forgetSession();
      await session.rollback();
    }
    await this.broadcaster.broadcast('AfterTransactionRollback');
  }

  /** Also gives the write lock back when a transaction was left open. */
  override async release(): Promise<void> {
    const left = this.session;
    this.forgetSession();
    this.isReleased = true;
    await super.release();
    await left?.rollback();
  }

  override query(sql: string, parameters: Parameters | undefined, structured: true): Promise<QueryResult>;
  override query(sql: string, parameters?: Parameters, structured?: boolean): Promise<unknown>;
  override async query(sql: string, parameters?: Parameters, structured = false): Promise<unknown> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const values: unknown[] = parametersOf(parameters);
    refuseOutsider(this, sql);
    const { logger } = this.dataSource;
    const after = new BroadcasterResult();
    logger.logQuery(sql, values, this);
    await this.broadcaster.broadcast('BeforeQuery', sql, values);
    const started = Date.now();
    try {
      const found = await (this.session ?? this.driver.gateway).execute(sql, values);
      const result = toQueryResult(found);
      this.broadcaster.broadcastAfterQueryEvent(
        after,
        sql,
        values,
        true,
        Date.now() - started,
        result.raw,
        undefined,
      );
      return structured ? result : (result.raw as unknown);
    } catch (error) {
      logger.logQueryError(error as Error, sql, values, this);
      this.broadcaster.broadcastAfterQueryEvent(after, sql, values, false, undefined, undefined, error);
      throw new QueryFailedError(sql, values, error as Error);
    } finally {
      await after.wait();
    }
  }

  protected override loadTableRecords(table: string, kind: 'table' | 'index'): Promise<unknown> {
    const owner = kind === 'table' ? 'name' : 'tbl_name';
    return this.query(`SELECT NULL AS database, * FROM sqlite_master WHERE type = ? AND ${owner} = ?`, [
      kind,
      table,
    ]);
  }

  protected override loadPragmaRecords(table: string, pragma: string): Promise<unknown> {
    return this.query(`PRAGMA ${pragma}("${table}")`);
  }

  private openSession(): SqlSession {
    if (!this.session)
      throw new TypeORMError('There is no transaction to end: it was never started, or has ended.');
    return this.session;
  }

  private forgetSession(): void {
    this.session = undefined;
    this.isTransactionActive = false;
    this.transactionDepth = 0;
  }
}

function parametersOf(parameters: Parameters | undefined): unknown[] {
  if (parameters === undefined) return [];
  if (Array.isArray(parameters)) return parameters as unknown[];
  throw new TypeORMError('Named parameters are not supported here: pass an array and use ? in the SQL.');
}

/** TypeORM reads rows from `raw` of a query and the new row id from `raw` of an insert. */
function toQueryResult(found: SqlResult): QueryResult {
  const result = new QueryResult();
  result.raw = found.returnsRows ? found.rows : found.lastInsertRowid;
  if (found.returnsRows) result.records = found.rows;
  result.affected = found.affected;
  return result;
}
