import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/exports.js';
import { queryRows } from '../database/sql.js';
import { ScheduledTask, type TaskRunner } from '../scheduling/scheduled-task.js';

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Forgets jobs done 30 days ago. Those with a dedupe key stay, because the key is taken for good; so do dead letters. */
@Injectable()
@ScheduledTask({ name: 'outbox.prune', everySeconds: 24 * 60 * 60 })
export class PruneJobsTask implements TaskRunner {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<string> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const sql = `DELETE FROM outbox_jobs WHERE status = 'done' AND dedupe_key IS NULL AND finished_at < ? RETURNING id`;
    const gone = await queryRows(this.dataSource, sql, [before]);
    return `${gone.length} finished jobs forgotten`;
  }
}
