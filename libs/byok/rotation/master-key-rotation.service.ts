import { DecryptError, SecretBox, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { SealedPlace } from './sealed-place.js';
import { VaultPlace } from './vault-place.js';

/** Values sealed anew in one transaction; a kill loses at most these. */
const BATCH = 50;

export interface RotationProgress {
  place: string;
  /** Values looked at so far, of all that had to be. */
  done: number;
  total: number;
}

export interface PlaceReport {
  place: string;
  renewed: number;
  /** Values that do not open; they are left as they are. */
  failed: { id: string; reason: string }[];
}

export interface RotationReport {
  /** The master key that seals now: the first one configured. */
  writingKeyId: string;
  places: PlaceReport[];
  /** Master keys that are still needed besides that one, and by how many values. */
  stillNeeded: { keyId: string; values: number }[];
}

export interface RotationOptions {
  /** What is sealed elsewhere in the house; the vault is always included. */
  places?: readonly SealedPlace[];
  onProgress?: (progress: RotationProgress) => void;
}

/**
 * Brings everything that is sealed under the master key that writes now. There is nothing to remember between two
 * runs: each value names the key it needs, so a run that was killed is simply started again, and any number may run at
 * once. Until the last value is done, processes need both keys, and with both they read everything at any moment.
 */
@Injectable()
export class MasterKeyRotation {
  constructor(
    private readonly box: SecretBox,
    private readonly vault: VaultPlace,
    private readonly work: UnitOfWork,
  ) {}

  async run({ places = [], onProgress }: RotationOptions = {}): Promise<RotationReport> {
    const all = [this.vault, ...places];
    const behind = await Promise.all(all.map((place) => place.behind(this.box.writingKeyId)));
    const total = behind.reduce((sum, count) => sum + count, 0);
    const reports: PlaceReport[] = [];
    let before = 0;
    for (const place of all) {
      const report = await this.renew(place, (done) =>
        onProgress?.({ place: place.name, done: before + done, total: Math.max(total, before + done) }),
      );
      before += report.renewed + report.failed.length;
      reports.push(report);
    }
    return {
      writingKeyId: this.box.writingKeyId,
      places: reports,
      stillNeeded: await this.stillNeeded(all),
    };
  }

  private async renew(place: SealedPlace, onBatch: (done: number) => void): Promise<PlaceReport> {
    const report: PlaceReport = { place: place.name, renewed: 0, failed: [] };
    for (let afterId: string | undefined = ''; afterId !== undefined;) {
      const batch = await this.renewBatch(place, afterId);
      report.renewed += batch.renewed;
      report.failed.push(...batch.failed);
      if (batch.lastId !== undefined) onBatch(report.renewed + report.failed.length);
      afterId = batch.lastId;
    }
    return report;
  }

  private renewBatch(place: SealedPlace, afterId: string) {
    return this.work.run(async (tx) => {
      const values = await place.next(tx, this.box.writingKeyId, afterId, BATCH);
      const failed: PlaceReport['failed'] = [];
      for (const value of values) {
        try {
          await value.renew();
        } catch (error) {
          if (!(error instanceof DecryptError)) throw error;
          failed.push({ id: value.id, reason: error.message });
        }
      }
      return { lastId: values.at(-1)?.id, renewed: values.length - failed.length, failed };
    });
  }

  private async stillNeeded(places: readonly SealedPlace[]): Promise<RotationReport['stillNeeded']> {
    const sums = new Map<string, number>();
    for (const place of places) {
      for (const [keyId, values] of await place.census()) sums.set(keyId, (sums.get(keyId) ?? 0) + values);
    }
    sums.delete(this.box.writingKeyId);
    return [...sums]
      .map(([keyId, values]) => ({ keyId, values }))
      .sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
  }
}
