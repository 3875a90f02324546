import { type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import { Clock } from '@automna/core';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FlyError } from '../adapters/fly-error.js';
import { FlyInventory } from '../adapters/fly-inventory.js';
import type { FlyOrgMachine } from '../adapters/fly-types.js';
import { type Due, whatIsDue } from '../domain/watch-due.js';
import type { ProofState } from '../persistence/machine-observation.entity.js';
import { AgentLook } from './agent-look.service.js';

const AT_ONCE = 6;
/** The next pass begins after a minute; what is left over is due then. */
const LONGEST_MS = 50_000;

interface Row {
  id: string;
  fly_machine_id: string;
  plan: PlanName | null;
  proof: ProofState | null;
  proof_since: string | null;
  looked_at: string | null;
}

interface Candidate {
  id: string;
  due: Exclude<Due, null>;
}

/**
 * One round of looking: one listing of the organisation says who runs, and of those the ones whose turn it is are
 * looked at, the longest unseen first. Calls to Fly do not grow with the number of sleeping customers.
 */
@Injectable()
export class WatchPass {
  private readonly logger = new Logger('WatchPass');

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly inventory: FlyInventory,
    private readonly agents: AgentLook,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal): Promise<string> {
    const rows = await this.rows();
    if (rows.length === 0) return 'no agents to look at';
    const { machines } = await this.inventory.machines({ signal });
    const due = this.dueOf(rows, new Map(machines.map((machine) => [machine.id, machine])));
    const left = [...due];
    const deadline = this.clock.now().getTime() + LONGEST_MS;
    let failures = 0;
    const worker = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        if (signal.aborted || this.clock.now().getTime() > deadline) return;
        failures += (await this.attend(next, signal)) ? 0 : 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    signal.throwIfAborted();
    const failed = failures > 0 ? `, ${failures} without success` : '';
    return `${due.length - left.length} of ${rows.length} agents looked at${failed}`;
  }

  private rows(): Promise<Row[]> {
    return this.database.query(
      `SELECT m.id, m.fly_machine_id, m.plan, o.proof, o.proof_since, o.looked_at
       FROM machines m LEFT JOIN machine_observations o ON o.machine_id = m.id
       WHERE m.state = 'ready' AND m.suspended IS NULL AND m.fly_machine_id IS NOT NULL
       ORDER BY o.looked_at NULLS FIRST, m.id`,
    );
  }

  private dueOf(rows: readonly Row[], fleet: ReadonlyMap<string, FlyOrgMachine>): Candidate[] {
    const now = this.clock.now();
    return rows.flatMap((row) => {
      const live = fleet.get(row.fly_machine_id);
      if (!live) return [];
      const due = whatIsDue(
        {
          flyState: live.state ?? '',
          changedAt: instant(live.updated_at ?? null),
          sleepsWhenIdle: row.plan === null || shouldSleepWhenIdle(row.plan),
          seen: {
            proof: row.proof ?? 'none',
            proofSince: instant(row.proof_since),
            lookedAt: instant(row.looked_at),
          },
        },
        now,
      );
      return due ? [{ id: row.id, due }] : [];
    });
  }

  /** One agent's trouble must not keep us from the others. */
  private async attend({ id, due }: Candidate, signal: AbortSignal): Promise<boolean> {
    try {
      if (due === 'look') await this.agents.look(id, signal);
      else if (due === 'prove') await this.agents.proof(id, signal);
      else await this.agents.down(id, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const reason = error instanceof FlyError ? error.message : String(error);
      this.logger.warn(`Machine ${id} could not be looked at: ${reason}`);
      return false;
    }
  }
}

function instant(text: string | null): Date | null {
  const at = text === null ? null : new Date(text);
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
