import { Timeline } from '@automna/accounts';
import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Not, Repository } from 'typeorm';
import { channelName } from '../domain/channel-kinds.js';
import type { ChannelSight } from '../domain/gateway-answers.js';
import { ChannelEntity } from '../persistence/channel.entity.js';
import { ChannelSightEntity, type ChannelSightState } from '../persistence/channel-sight.entity.js';

/** By then a new channel has reached its agent, plugin and all. */
const REACHES_AGENT_MS = 10 * 60_000;

/** What agents say of their channels: kept beside them, and a link that came or went is told. */
@Injectable()
export class ChannelSights {
  constructor(
    @InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>,
    @InjectRepository(ChannelSightEntity) private readonly sights: Repository<ChannelSightEntity>,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** By channel id; channels nobody has asked about are missing. */
  async of(userId: string): Promise<Map<string, ChannelSightEntity>> {
    const ids = (await this.channels.find({ where: { userId }, select: { id: true } })).map(({ id }) => id);
    const rows = await this.sights.findBy({ channelId: In(ids) });
    return new Map(rows.map((row) => [row.channelId, row]));
  }

  /**
   * An agent answered: web chat works with it, and the messengers as it says. One it does not name at all lacks its
   * plugin (OpenClaw could not fetch it, or it does not load), unless it was connected only now.
   */
  async record(userId: string, seen: ReadonlyMap<string, ChannelSight>): Promise<void> {
    const working = await this.channels.findBy({ userId, status: Not('paused') });
    for (const channel of working) {
      const unnamed = this.isNew(channel) ? undefined : 'failing';
      const state = channel.kind === 'web' ? 'working' : (seen.get(channel.kind)?.state ?? unnamed);
      if (state) await this.unitOfWork.run((tx) => this.note(tx, channel.id, state));
    }
  }

  private isNew({ createdAt }: ChannelEntity): boolean {
    return this.clock.now().getTime() - createdAt.getTime() < REACHES_AGENT_MS;
  }

  /** A customer has just linked it. */
  async linked(userId: string, channelId: string): Promise<ChannelEntity> {
    return this.unitOfWork.run(async (tx) => {
      await this.note(tx, channelId, 'working');
      return tx.manager.findOneByOrFail(ChannelEntity, { id: channelId, userId });
    });
  }

  private async note(tx: Tx, channelId: string, state: ChannelSightState): Promise<void> {
    const channel = await tx.manager.findOneBy(ChannelEntity, { id: channelId });
    // Removed or paused while the agent was asked.
    if (!channel || channel.status === 'paused') return;
    await tx.query(
      `INSERT INTO channel_observations (channel_id, state, observed_at) VALUES (?, ?, ?)
       ON CONFLICT (channel_id) DO UPDATE SET state = excluded.state, observed_at = excluded.observed_at`,
      [channelId, state, this.clock.now().toISOString()],
    );
    if (channel.kind !== 'whatsapp') return;
    if (state !== 'unlinked' && channel.status === 'connecting') {
      await this.relink(tx, channel, 'active', 'was linked');
    } else if (state === 'unlinked' && channel.status === 'active') {
      await this.relink(tx, channel, 'connecting', 'lost its link');
    }
  }

  private async relink(
    tx: Tx,
    channel: ChannelEntity,
    status: 'active' | 'connecting',
    what: string,
  ): Promise<void> {
    await tx.manager.update(ChannelEntity, { id: channel.id }, { status });
    await this.timeline.record(tx, {
      userId: channel.userId,
      kind: status === 'active' ? 'channel.linked' : 'channel.unlinked',
      title: `${channelName(channel)} ${what}`,
      cause: status === 'active' ? 'a code was scanned' : 'the agent says so',
      data: { channelId: channel.id, channel: channel.kind },
    });
  }
}
