import { Clock } from '@automna/core';
import { type CostTotals, GatewayAdmin, type GatewayAddress } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import type { MachineEntity } from '../persistence/machine.entity.js';
import type { UsageCount } from '../persistence/machine-observation.entity.js';
import { ObservationStore } from '../persistence/observation-store.js';

/** How far back the agent counts for us. */
export const USAGE_DAYS = 30;

/** Notes what an agent has used, and that it was active when it has used more than the last time. */
@Injectable()
export class UsageWatch {
  constructor(
    private readonly observations: ObservationStore,
    private readonly gateway: GatewayAdmin,
    private readonly clock: Clock,
  ) {}

  /**
   * @param refused whether Anthropic turned the agent away since the last look: more use without that is an answer,
   * and an answer means the key works again. @throws GatewayError
   */
  async look(
    { id }: MachineEntity,
    address: GatewayAddress,
    refused: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const totals = await this.gateway.cost(address, USAGE_DAYS, signal);
    const { usage: before } = await this.observations.of(id);
    // While it still adds up it knows less than it did before.
    if (totals.refreshing && before && totals.totalTokens < before.totalTokens) return;
    const now = this.clock.now();
    const more = totals.totalTokens > (before?.totalTokens ?? 0);
    await this.observations.save(id, {
      usage: countOf(totals),
      usageAt: now,
      ...(more ? { activeAt: now } : {}),
      ...(more && !refused ? { keyTrouble: null, keyTroubleAt: null } : {}),
    });
  }
}

function countOf({ refreshing: _, costUsd, days, ...tokens }: CostTotals): UsageCount {
  return {
    ...tokens,
    days: days === 0 ? USAGE_DAYS : days,
    costCents: costUsd === null ? null : Math.round(costUsd * 100),
  };
}
