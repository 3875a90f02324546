/** The database was migrated by a newer version of this program; running on would corrupt it. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';

  constructor(unknown: readonly string[]) {
    super(
      `The database is newer than this version of Automna (it knows ${unknown.join(', ')}, this version does not): ` +
        'start the newer version, or restore a backup made before the upgrade.',
    );
  }
}

/** A migration left rows that point to nothing; it was rolled back. */
export class MigrationBrokeReferencesError extends Error {
  override readonly name = 'MigrationBrokeReferencesError';

  constructor(migration: string, tables: readonly string[]) {
    super(
      `Migration ${migration} leaves rows without their parent in ${tables.join(', ')}; it was rolled back.`,
    );
  }
}

/** Inside a transaction, a query went through another manager: it would not see, or would wait for, that transaction. */
export class WrongManagerError extends Error {
  override readonly name = 'WrongManagerError';

  constructor(sql: string) {
    super(
      'This query was made inside a transaction but not through it. Use tx.manager or tx.query, or move it before ' +
        `the transaction: ${sql.slice(0, 120)}`,
    );
  }
}

/** A unit of work was started inside another one. */
export class NestedTransactionError extends Error {
  override readonly name = 'NestedTransactionError';

  constructor() {
    super(
      'A transaction is already open here. Pass its tx to the function you call instead of opening another.',
    );
  }
}

/** The write lock was not free for a long time: some transaction never ends. */
export class WriteLockTimeoutError extends Error {
  override readonly name = 'WriteLockTimeoutError';

  constructor(waitedMs: number) {
    super(`Waited ${waitedMs / 1000} s to write to the database: a transaction in this process stays open.`);
  }
}

/**
 * Whether a write failed on a UNIQUE or PRIMARY KEY constraint. `column` narrows it: `'subscriptions.user_id'`.
 * A file reports an extended code, a server its own one; the sentence is the same everywhere, so all are looked at.
 */
export function isUniqueViolation(error: unknown, column?: string): boolean {
  return causes(error).some((cause) => {
    const violated = /UNIQUE constraint failed: (.+)/.exec(cause.message ?? '')?.[1];
    if (column !== undefined) return violated !== undefined && violated.split(/[\s,]+/).includes(column);
    const codes = [cause.code, cause.extendedCode];
    return violated !== undefined || codes.some((code) => UNIQUE_CODES.has(code ?? ''));
  });
}

/** Another process holds the write lock for longer than the busy timeout. */
export function isBusy(error: unknown): boolean {
  return causes(error).some((cause) => cause.code?.startsWith('SQLITE_BUSY') ?? false);
}

/** The connection was closed before the statement was sent. */
export function isConnectionClosed(error: unknown): boolean {
  return causes(error).some((cause) => cause.code === 'CLIENT_CLOSED');
}

const UNIQUE_CODES = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

interface DriverError {
  message?: string;
  code?: string;
  extendedCode?: string;
  cause?: unknown;
  driverError?: unknown;
}

/** The error, what TypeORM wrapped in it, and what the client wrapped in that. */
function causes(error: unknown): DriverError[] {
  const found: DriverError[] = [];
  let current: unknown = error;
  while (typeof current === 'object' && current !== null && found.length < 6) {
    const one: DriverError = current;
    found.push(one);
    current = one.driverError ?? one.cause;
  }
  return found;
}
