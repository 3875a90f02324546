import type { InValue, ResultSet } from '@libsql/client';

/** What one statement gave back, the same for a file, memory and a remote server. */
export interface SqlResult {
  /** True when the statement yields rows (SELECT, RETURNING, reading PRAGMA), even if there are none. */
  returnsRows: boolean;
  rows: Record<string, unknown>[];
  affected: number;
  lastInsertRowid: number | string | undefined;
}

/**
 * Makes a JavaScript value fit for binding. Whole numbers go as BigInt, because libSQL binds every JS number as REAL:
 * 3 would become '3.0' in a TEXT column and 7/2 would be 3.5.
 * @throws TypeError for objects, so that nothing (a Secret least of all) is stored by way of its toString().
 */
export function toSql(value: unknown): InValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return numberToSql(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError(
    `A value of type ${describe(value)} cannot be bound to SQL: turn it into text or a number first`,
  );
}

/** Whole numbers that JavaScript can hold become numbers, larger ones text; blobs become Buffers. */
export function fromSql(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (value instanceof Uint8Array) return Buffer.from(value);
  return value;
}

/** Plain row objects instead of the client's array-like rows. */
export function toResult(
  set: Pick<ResultSet, 'columns' | 'rows' | 'rowsAffected' | 'lastInsertRowid'>,
): SqlResult {
  const rows = set.rows.map((row) => {
    const plain: Record<string, unknown> = {};
    set.columns.forEach((column, index) => {
      if (!(column in plain)) plain[column] = fromSql(row[index]);
    });
    return plain;
  });
  return {
    returnsRows: set.columns.length > 0,
    rows,
    // The file client does not count rows of a RETURNING statement; the rows themselves do.
    affected: set.rowsAffected || (set.columns.length > 0 ? rows.length : 0),
    lastInsertRowid: fromSql(set.lastInsertRowid) as number | string | undefined,
  };
}

function numberToSql(value: number): InValue {
  if (Number.isSafeInteger(value)) return BigInt(value);
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored: only finite numbers can`);
  return value;
}

function describe(value: unknown): string {
  return typeof value === 'object' ? ((value as object).constructor?.name ?? 'Object') : typeof value;
}
