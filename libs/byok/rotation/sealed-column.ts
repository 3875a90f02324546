import { type Sealed, type SecretBox, type Tx, queryRows } from '@automna/core';
import type { DataSource } from 'typeorm';
import type { SealedPlace, SealedValue } from './sealed-place.js';

export interface SealedColumnOptions {
  /** For people: `channel tokens`. */
  name: string;
  table: string;
  /** Holds a `Sealed` as JSON, or null. The table has an `id`. */
  column: string;
  /** Further columns that `aad` reads. */
  columns?: readonly string[];
  /** What the value is bound to, exactly as the room that keeps it says. */
  aad(row: Record<string, unknown>): string;
}

/** A column of another room that holds values sealed by the master key itself. */
export class SealedColumn implements SealedPlace {
  readonly name: string;
  private readonly keyId: string;

  constructor(
    private readonly box: SecretBox,
    private readonly database: DataSource,
    private readonly options: SealedColumnOptions,
  ) {
    this.name = options.name;
    this.keyId = `json_extract(${options.column}, '$.keyId')`;
  }

  async census(): Promise<Map<string, number>> {
    const { table, column } = this.options;
    const rows = await queryRows<{ key_id: string; n: number }>(
      this.database,
      `SELECT ${this.keyId} AS key_id, COUNT(*) AS n FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`,
    );
    return new Map(rows.map(({ key_id: id, n }) => [id, Number(n)]));
  }

  async behind(keyId: string): Promise<number> {
    const { table } = this.options;
    const sql = `SELECT COUNT(*) AS n FROM ${table} WHERE ${this.keyId} <> ?`;
    const [row] = await queryRows<{ n: number }>(this.database, sql, [keyId]);
    return Number(row?.n ?? 0);
  }

  async next(tx: Tx, keyId: string, afterId: string, limit: number): Promise<SealedValue[]> {
    const { table, column, columns = [] } = this.options;
    const rows = await tx.query(
      `SELECT ${['id', column, ...columns].join(', ')} FROM ${table}
       WHERE ${this.keyId} <> ? AND id > ? ORDER BY id LIMIT ?`,
      [keyId, afterId, limit],
    );
    return rows.map((row) => ({ id: String(row['id']), renew: () => this.renew(tx, row) }));
  }

  private async renew(tx: Tx, row: Record<string, unknown>): Promise<void> {
    const { table, column, aad } = this.options;
    const owner = aad(row);
    const plain = this.box.open(JSON.parse(String(row[column])) as Sealed, owner);
    const sealed = JSON.stringify(this.box.seal(plain, owner));
    await tx.query(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, [sealed, row['id']]);
  }
}
