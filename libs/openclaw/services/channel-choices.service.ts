import type { ChannelKind } from '@automna/contracts';
import { Clock, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ChannelEntity } from '../persistence/channel.entity.js';

/** A channel as the choice of what stays shows it. */
export interface ChannelOption {
  id: string;
  kind: ChannelKind;
  /** What people call it, e.g. `@my_bot`. */
  title: string;
  paused: boolean;
}

/** What a customer can choose from before a plan with fewer channels, and what they chose. */
@Injectable()
export class ChannelChoices {
  constructor(
    @InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>,
    private readonly clock: Clock,
  ) {}

  /** Oldest first. */
  async optionsOf(userId: string): Promise<ChannelOption[]> {
    const rows = await this.channels.find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map(({ id, kind, label, status }) => ({
      id,
      kind,
      title: label,
      paused: status === 'paused',
    }));
  }

  /**
   * Kept until a plan falls below the channels in use; pauses nothing. The newest choice counts, an empty one takes
   * an earlier choice back. Ids that are not the customer's own never decide anything.
   */
  async keep(tx: Tx, userId: string, channelIds: readonly string[]): Promise<void> {
    const keep = channelIds.length > 0 ? JSON.stringify([...new Set(channelIds)]) : null;
    await tx.query(
      `INSERT INTO channel_plans (user_id, keep, fitted_limit, updated_at) VALUES (?, ?, NULL, ?)
       ON CONFLICT (user_id) DO UPDATE SET keep = excluded.keep, updated_at = excluded.updated_at`,
      [userId, keep, this.clock.now().toISOString()],
    );
  }
}
