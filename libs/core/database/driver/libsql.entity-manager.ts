import { EntityManager, type QueryRunner } from 'typeorm';
import { inTransactionScope } from './transaction-scope.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/** An EntityManager whose transactions are guarded: queries that go past an open one are refused. */
export class LibsqlEntityManager extends EntityManager {
  /** SQLite has one isolation level for writers (serialisable), so a level given here is ignored. */
  override transaction<T>(first: Work<T> | string, second?: Work<T>): Promise<T> {
    const work = typeof first === 'function' ? first : second;
    if (!work) throw new TypeError('transaction() needs a function to run');
    if (this.queryRunner) return attempt(this.queryRunner, work);
    return this.outermost(work);
  }

  private async outermost<T>(work: Work<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await inTransactionScope(runner, () => attempt(runner, work));
    } finally {
      await runner.release();
    }
  }
}

async function attempt<T>(runner: QueryRunner, work: Work<T>): Promise<T> {
  await runner.startTransaction();
  try {
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // The first failure is the one worth telling; after a failed commit there is nothing left to roll back.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}
