import { Clock, newId, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { TimelineEntryEntity } from '../persistence/timeline-entry.entity.js';

/** Something that happened to a customer, for people to read. Never secrets. */
export interface TimelineEntry {
  userId: string;
  /** `room.what_happened`: `billing.subscription_activated`. */
  kind: string;
  /** A sentence for people. */
  title: string;
  /** What made it happen: `the customer`, `a Stripe event`, `a scheduled check`. */
  cause?: string;
  data?: Record<string, unknown>;
}

export interface TimelineView {
  id: string;
  at: Date;
  kind: string;
  title: string;
  cause: string | null;
  data: Record<string, unknown>;
}

/** The one story of each customer, told by every room. */
@Injectable()
export class Timeline {
  constructor(
    @InjectRepository(TimelineEntryEntity) private readonly entries: Repository<TimelineEntryEntity>,
    private readonly clock: Clock,
  ) {}

  async record(tx: Tx, entry: TimelineEntry): Promise<void> {
    await tx.manager.insert(TimelineEntryEntity, {
      id: newId('tml'),
      userId: entry.userId,
      at: this.clock.now(),
      kind: entry.kind,
      title: entry.title,
      cause: entry.cause ?? null,
      data: entry.data ?? {},
    });
  }

  /** Newest first. */
  async list(userId: string, limit = 100): Promise<TimelineView[]> {
    const found = await this.entries.find({
      where: { userId },
      order: { at: 'DESC', id: 'DESC' },
      take: limit,
    });
    return found.map(({ id, at, kind, title, cause, data }) => ({
      id,
      at,
      kind,
      title,
      cause,
      data: { ...data },
    }));
  }
}
