import { queryRows } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FleetRow } from '../domain/compare-fleet.js';
import type { LifecycleState } from '../domain/lifecycle.js';

interface Row {
  id: string;
  user_id: string;
  app_name: string;
  state: LifecycleState;
  region: string;
  volume_id: string | null;
  discard_volume_id: string | null;
  fly_machine_id: string | null;
  desired_config_hash: string | null;
  secrets_version: number;
  suspended_at: string | null;
  updated_at: string;
  leaving: number;
}

/** Our side of the comparison, in one statement. */
@Injectable()
export class FleetRows {
  constructor(private readonly database: DataSource) {}

  async all(): Promise<FleetRow[]> {
    const rows = await queryRows<Row>(
      this.database,
      `SELECT id, user_id, app_name, state, region, volume_id, discard_volume_id, fly_machine_id,
         desired_config_hash, secrets_version, suspended_at, updated_at,
         EXISTS (SELECT 1 FROM fly_deletions d
                 WHERE d.machine_id = machines.id AND d.state IN ('held', 'removing')) AS leaving
       FROM machines`,
    );
    return rows.map((row) => ({
      id: row.id,
      userId: row.user_id,
      appName: row.app_name,
      state: row.state,
      region: row.region,
      volumeId: row.volume_id,
      discardVolumeId: row.discard_volume_id,
      flyMachineId: row.fly_machine_id,
      desiredConfigHash: row.desired_config_hash,
      secretsVersion: Number(row.secrets_version),
      stopped: row.suspended_at !== null,
      leaving: Number(row.leaving) === 1,
      updatedAt: new Date(row.updated_at),
    }));
  }

  /** The next few to be looked at more closely: the longest unseen first. */
  async nextToCheck(limit: number): Promise<string[]> {
    const rows = await queryRows<{ id: string }>(
      this.database,
      `SELECT machines.id FROM machines LEFT JOIN machine_checks ON machine_checks.machine_id = machines.id
       WHERE state = 'ready' AND NOT EXISTS (
         SELECT 1 FROM fly_deletions d WHERE d.machine_id = machines.id AND d.state IN ('held', 'removing'))
       ORDER BY machine_checks.checked_at IS NOT NULL, machine_checks.checked_at, machines.id LIMIT ?`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  async checked(ids: readonly string[], at: Date): Promise<void> {
    if (ids.length === 0) return;
    await queryRows(
      this.database,
      `INSERT INTO machine_checks (machine_id, checked_at) VALUES ${ids.map(() => '(?, ?)').join(', ')}
       ON CONFLICT (machine_id) DO UPDATE SET checked_at = excluded.checked_at`,
      ids.flatMap((id) => [id, at]),
    );
  }
}
