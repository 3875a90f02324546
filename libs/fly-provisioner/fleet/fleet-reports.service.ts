import { queryRows } from '@automna/core';
import type { PlanName } from '@automna/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Hold } from '../domain/hold.js';
import type { LifecycleState } from '../domain/lifecycle.js';
import type { ObservedMachine, ObservedVolume } from '../domain/observed.js';
import { FleetSettings } from '../adapters/fleet-settings.js';
import { machineCents, volumeCents } from '../domain/prices.js';

export interface FleetReportsFilter {
  state?: LifecycleState;
  /** Kept down because nobody pays. */
  suspended?: boolean;
  /** With findings of the latest pass that nobody has put right. */
  drifted?: boolean;
  region?: string;
  /** Part of an app's name, or a whole id: ours, Fly's, or the customer's. */
  query?: string;
  cursor?: string;
  limit: number;
}

/** One machine in the console's list. */
export interface FleetMachine {
  id: string;
  userId: string;
  appName: string;
  state: LifecycleState;
  /** Fly's word when it was last listed; null when it was in no list. */
  flyState: string | null;
  suspended: Hold | null;
  plan: PlanName | null;
  region: string;
  flyMachineId: string | null;
  volumeId: string | null;
  error: string | null;
  /** What the latest pass found about it and nobody has put right. */
  openFindings: number;
  /** It is on its way out. */
  leavingAt: Date | null;
  centsPerMonth: number;
  createdAt: Date;
  updatedAt: Date;
}

interface Row {
  id: string;
  user_id: string;
  app_name: string;
  state: LifecycleState;
  suspended: Hold | null;
  plan: PlanName | null;
  region: string;
  fly_machine_id: string | null;
  volume_id: string | null;
  error_text: string | null;
  created_at: string;
  updated_at: string;
  machine_facts: string | null;
  volume_facts: string | null;
  hold_until: string | null;
  open_findings: number;
}

const OPEN_FINDINGS = `(SELECT COUNT(*) FROM fleet_findings f WHERE f.machine_id = m.id AND f.repaired_at IS NULL
  AND f.run_id = (SELECT id FROM fleet_runs WHERE status = 'done' ORDER BY started_at DESC, id DESC LIMIT 1))`;

const SELECT = `SELECT m.id, m.user_id, m.app_name, m.state, m.suspended, m.plan, m.region, m.fly_machine_id, m.volume_id,
    m.error_text, m.created_at, m.updated_at, om.facts AS machine_facts, ov.facts AS volume_facts,
    (SELECT hold_until FROM fly_deletions d WHERE d.machine_id = m.id AND d.state IN ('held', 'removing')) AS hold_until,
    ${OPEN_FINDINGS} AS open_findings
  FROM machines m
  LEFT JOIN fly_observed om ON om.kind = 'machine' AND om.fly_id = m.fly_machine_id
  LEFT JOIN fly_observed ov ON ov.kind = 'volume' AND ov.fly_id = m.volume_id`;

/** All machines for the console, newest first, as the latest listing showed them: no request to Fly. */
@Injectable()
export class FleetReports {
  constructor(
    private readonly database: DataSource,
    private readonly settings: FleetSettings,
  ) {}

  async list(filter: FleetReportsFilter): Promise<{ items: FleetMachine[]; nextCursor: string | null }> {
    const { state, suspended, drifted, region, query, cursor, limit } = filter;
    const where: [string, unknown[]][] = [];
    if (state) where.push(['m.state = ?', [state]]);
    if (region) where.push(['m.region = ?', [region]]);
    if (suspended !== undefined) where.push([`m.suspended IS ${suspended ? 'NOT ' : ''}NULL`, []]);
    if (drifted !== undefined) where.push([`${OPEN_FINDINGS} ${drifted ? '> 0' : '= 0'}`, []]);
    if (query) {
      const part = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
      const any = `(m.app_name LIKE ? ESCAPE '\\' OR ? IN (m.id, m.user_id, m.fly_machine_id, m.volume_id))`;
      where.push([any, [part, query]]);
    }
    if (cursor) where.push(['m.id < ?', [cursor]]);
    const conditions = where.length > 0 ? `WHERE ${where.map(([sql]) => sql).join(' AND ')}` : '';
    const rows = await queryRows<Row>(this.database, `${SELECT} ${conditions} ORDER BY m.id DESC LIMIT ?`, [
      ...where.flatMap(([, values]) => values),
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map((row) => this.toMachine(row));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  private toMachine(row: Row): FleetMachine {
    const machine = parse<ObservedMachine>(row.machine_facts);
    const volume = parse<ObservedVolume>(row.volume_facts);
    const { prices } = this.settings;
    return {
      id: row.id,
      userId: row.user_id,
      appName: row.app_name,
      state: row.state,
      flyState: machine?.state ?? null,
      suspended: row.suspended,
      plan: row.plan,
      region: row.region,
      flyMachineId: row.fly_machine_id,
      volumeId: row.volume_id,
      error: row.error_text,
      openFindings: Number(row.open_findings),
      leavingAt: row.hold_until === null ? null : new Date(row.hold_until),
      centsPerMonth:
        (machine ? machineCents(prices, machine) : 0) + (volume ? volumeCents(prices, volume) : 0),
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    };
  }
}

function parse<T>(facts: string | null): T | null {
  return facts === null ? null : (JSON.parse(facts) as T);
}
