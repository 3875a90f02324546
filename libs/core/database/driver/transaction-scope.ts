import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { NestedTransactionError, WrongManagerError } from '../database.errors.js';

interface TransactionScope {
  readonly dataSource: DataSource;
  readonly runner: QueryRunner;
  open: boolean;
}

const storage = new AsyncLocalStorage<TransactionScope>();

/** Runs `work` as the inside of the transaction of `runner`, so that queries which miss it can be refused. */
export async function inTransactionScope<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  refuseNested(runner.dataSource);
  const scope: TransactionScope = { dataSource: runner.dataSource, runner, open: true };
  return storage.run(scope, async () => {
    try {
      return await work();
    } finally {
      // What was started inside and lives on (a timer, a worker) is no longer in the transaction.
      scope.open = false;
    }
  });
}

/** @throws NestedTransactionError when this code already runs inside a transaction of the same database. */
export function refuseNested(dataSource: DataSource): void {
  if (current(dataSource)) throw new NestedTransactionError();
}

/** @throws WrongManagerError when a transaction is open here and the query goes past it. It would hang or read old data. */
export function refuseOutsider(runner: QueryRunner, sql: string): void {
  const scope = current(runner.dataSource);
  if (scope && scope.runner !== runner) throw new WrongManagerError(sql);
}

function current(dataSource: DataSource): TransactionScope | undefined {
  const scope = storage.getStore();
  return scope?.open && scope.dataSource === dataSource ? scope : undefined;
}
