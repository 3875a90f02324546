interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** Runs SQL and returns its rows: none for a statement that yields none (TypeORM gives the last row id there). */
export async function queryRows<T = Record<string, unknown>>(
  on: Queryable,
  sql: string,
  parameters: unknown[] = [],
): Promise<T[]> {
  const result = await on.query(sql, parameters);
  return Array.isArray(result) ? (result as T[]) : [];
}
