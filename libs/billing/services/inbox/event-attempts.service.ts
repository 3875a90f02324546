import { Clock, newId, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { StripeEventAttemptEntity } from '../../persistence/billing-entities.js';

/** An outage of hours makes an attempt every few seconds; nobody reads more than the last ones. */
export const ATTEMPTS_KEPT = 20;

/** Keeps what came of each time an event was carried out. */
@Injectable()
export class EventAttempts {
  constructor(
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    @InjectRepository(StripeEventAttemptEntity)
    private readonly rows: Repository<StripeEventAttemptEntity>,
  ) {}

  /** Writes the beginning first: an attempt without an end is one whose process died. */
  async record(eventId: string, attempt: () => Promise<void>): Promise<void> {
    const id = newId('sea');
    await this.work.run(async (tx) => {
      await tx.query('UPDATE stripe_events SET attempts = attempts + 1 WHERE id = ?', [eventId]);
      await tx.query('INSERT INTO stripe_event_attempts (id, event_id, started_at) VALUES (?, ?, ?)', [
        id,
        eventId,
        this.clock.now().toISOString(),
      ]);
      await tx.query(
        `DELETE FROM stripe_event_attempts WHERE event_id = ?1 AND id NOT IN
           (SELECT id FROM stripe_event_attempts WHERE event_id = ?1 ORDER BY id DESC LIMIT ?2)`,
        [eventId, ATTEMPTS_KEPT],
      );
    });
    try {
      await attempt();
    } finally {
      await this.work.run((tx) =>
        tx.query(
          `UPDATE stripe_event_attempts SET finished_at = ?1,
             status = (SELECT status FROM stripe_events WHERE id = ?2),
             outcome = (SELECT outcome FROM stripe_events WHERE id = ?2)
           WHERE id = ?3`,
          [this.clock.now().toISOString(), eventId, id],
        ),
      );
    }
  }

  /** Latest first. */
  of(eventId: string): Promise<StripeEventAttemptEntity[]> {
    return this.rows.find({ where: { eventId }, order: { id: 'DESC' } });
  }
}
