import { Clock, queryRows, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ObservedMachine, ObservedVolume } from '../domain/observed.js';

export type MirroredKind = 'machine' | 'volume';

/** When a kind was last listed as a whole, and how far the listing of changes has come. */
export interface Listing {
  fullAt: Date;
  newestAt: Date | null;
}

/** What a listing brought: things as they are, and ids of what is gone. */
export interface Listed<T> {
  there: readonly T[];
  gone: readonly string[];
  newestAt: Date | null;
}

const ROWS_PER_INSERT = 200;

/** What Fly listed last, so that the next pass has to ask for the changes only. Never acted upon without looking. */
@Injectable()
export class FleetMirror {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async listing(kind: MirroredKind): Promise<Listing | null> {
    const sql = 'SELECT full_at, newest_at FROM fly_listings WHERE kind = ?';
    const [row] = await queryRows<{ full_at: string; newest_at: string | null }>(this.database, sql, [kind]);
    if (!row) return null;
    return {
      fullAt: new Date(row.full_at),
      newestAt: row.newest_at === null ? null : new Date(row.newest_at),
    };
  }

  machines(): Promise<ObservedMachine[]> {
    return this.read<ObservedMachine>('machine');
  }

  volumes(): Promise<ObservedVolume[]> {
    return this.read<ObservedVolume>('volume');
  }

  /** Everything there is: what is not in it is forgotten. */
  async replace<T extends { id: string }>(kind: MirroredKind, listed: Listed<T>): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await tx.query('DELETE FROM fly_observed WHERE kind = ?', [kind]);
      await this.put(tx, kind, listed.there);
      await tx.query(
        `INSERT INTO fly_listings (kind, full_at, newest_at) VALUES (?, ?, ?)
         ON CONFLICT (kind) DO UPDATE SET full_at = excluded.full_at, newest_at = excluded.newest_at`,
        [kind, this.clock.now(), listed.newestAt],
      );
    });
  }

  /** Only what has changed since. */
  async merge<T extends { id: string }>(kind: MirroredKind, listed: Listed<T>): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      for (const id of listed.gone) {
        await tx.query('DELETE FROM fly_observed WHERE kind = ? AND fly_id = ?', [kind, id]);
      }
      await this.put(tx, kind, listed.there);
      if (listed.newestAt === null) return;
      await tx.query('UPDATE fly_listings SET newest_at = ? WHERE kind = ?', [listed.newestAt, kind]);
    });
  }

  private async put(tx: Tx, kind: MirroredKind, there: readonly { id: string }[]): Promise<void> {
    for (let at = 0; at < there.length; at += ROWS_PER_INSERT) {
      const page = there.slice(at, at + ROWS_PER_INSERT);
      const places = page.map(() => '(?, ?, ?)').join(', ');
      await tx.query(
        `INSERT INTO fly_observed (kind, fly_id, facts) VALUES ${places}
         ON CONFLICT (kind, fly_id) DO UPDATE SET facts = excluded.facts`,
        page.flatMap((thing) => [kind, thing.id, JSON.stringify(thing)]),
      );
    }
  }

  private async read<T>(kind: MirroredKind): Promise<T[]> {
    const sql = 'SELECT facts FROM fly_observed WHERE kind = ?';
    const rows = await queryRows<{ facts: string }>(this.database, sql, [kind]);
    return rows.map(({ facts }) => JSON.parse(facts) as T);
  }
}
