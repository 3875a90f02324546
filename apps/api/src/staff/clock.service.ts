import { AuditLog } from '@automna/accounts';
import { AppConfig, AppLogger, Clock, DomainError, ShiftableClock, UnitOfWork } from '@automna/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import ky from 'ky';
import { DataSource } from 'typeorm';
import type { ClockDto } from './staff.dto.js';

/** Other processes of the same sandbox follow within this time. */
const FOLLOW_MS = 1_000;
const VENDOR_TIMEOUT_MS = 5_000;

/**
 * Reads and, in the sandbox, moves the clock: ours by an offset kept in the database, the vendors' through the
 * sandbox's own switch, so that a month of renewals and reminders can be played in a minute.
 */
@Injectable()
export class ClockService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly database: DataSource,
    private readonly work: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly logger: AppLogger,
  ) {}

  /** Before the workers begin with the bootstrap: what they do in the past would wait for the present. */
  async onModuleInit(): Promise<void> {
    await this.follow();
  }

  read(): ClockDto {
    const movable = this.clock instanceof ShiftableClock;
    return {
      now: this.clock.now().toISOString(),
      offsetSeconds: this.clock instanceof ShiftableClock ? this.clock.offsetSeconds : 0,
      movable,
    };
  }

  /** @throws DomainError clock_not_movable outside the sandbox, sandbox_unreachable when the vendors cannot follow. */
  async advance(actorId: string, seconds: number): Promise<ClockDto> {
    const { clock, config } = this;
    if (!(clock instanceof ShiftableClock) || config.sandboxControlUrl === undefined) {
      throw new DomainError('clock_not_movable', {
        status: 403,
        title: 'The clock moves in the sandbox only.',
      });
    }
    await this.moveVendors(config.sandboxControlUrl, seconds);
    const before = clock.now();
    const offset = await this.work.run(async (tx) => {
      const [row] = await tx.query<{ offset_seconds: number }>(
        `INSERT INTO sandbox_clock (id, offset_seconds) VALUES (1, ?)
         ON CONFLICT (id) DO UPDATE SET offset_seconds = offset_seconds + excluded.offset_seconds
         RETURNING offset_seconds`,
        [seconds],
      );
      await this.audit.record(tx, {
        actorId,
        action: 'sandbox.clock_moved',
        subject: 'clock',
        reason: `moved ahead by ${seconds} s`,
        before: { now: before.toISOString() },
        after: { now: new Date(before.getTime() + seconds * 1000).toISOString() },
      });
      return Number(row?.offset_seconds ?? seconds);
    });
    clock.follow(offset);
    return this.read();
  }

  @Interval(FOLLOW_MS)
  async follow(): Promise<void> {
    if (!(this.clock instanceof ShiftableClock)) return;
    try {
      const [row]: { offset_seconds: number }[] = await this.database.query(
        'SELECT offset_seconds FROM sandbox_clock WHERE id = 1',
      );
      if (row) this.clock.follow(Number(row.offset_seconds));
    } catch (error) {
      this.logger.debug({ message: 'The clock could not be followed', err: error });
    }
  }

  private async moveVendors(controlUrl: string, advanceSeconds: number): Promise<void> {
    try {
      await ky.post(`${controlUrl}/_sandbox/clock`, {
        json: { advanceSeconds },
        timeout: VENDOR_TIMEOUT_MS,
        retry: 0,
      });
    } catch (cause) {
      throw new DomainError(
        'sandbox_unreachable',
        { status: 503, title: 'The sandbox vendors do not answer.' },
        'Nothing was moved, because the vendors could not be told. Check that the sandbox runs, then try again.',
        { cause },
      );
    }
  }
}
