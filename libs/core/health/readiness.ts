import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  type HealthCheckResult,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Draining } from '../http/draining.js';
import { RequestError } from '../http/request.errors.js';
import { AppLogger } from '../logging/app-logger.js';
import type { ReadyDto } from './health.dto.js';

const DATABASE_TIMEOUT_MS = 2_000;

/** Whether this process can serve: the database answers, its schema is current, and we are not on our way out. */
@Injectable()
export class Readiness {
  /** Migrations do not un-apply while we run; asked until the first yes. */
  private migrated = false;

  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly draining: Draining,
    private readonly logger: AppLogger,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /** @throws RequestError temporarily_unavailable naming the checks that failed. */
  async check(): Promise<ReadyDto> {
    try {
      const result = await this.checks.check([
        () => this.indicate('database', () => this.databaseAnswers()),
        () => this.indicate('migrations', () => this.migrationsApplied()),
        () => this.indicate('accepting', async () => !this.draining.started),
      ]);
      return { status: 'ok', checks: statusOf(result) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      const checks = statusOf(error.getResponse() as HealthCheckResult);
      const down = Object.keys(checks).filter((name) => checks[name] === 'down');
      throw new RequestError('temporarily_unavailable', `Not ready: ${down.join(', ')}.`, {
        extensions: { checks },
      });
    }
  }

  private async indicate(name: string, good: () => Promise<boolean>): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      return (await good()) ? indicator.up() : indicator.down();
    } catch (error) {
      this.logger.warn({ message: 'Readiness check failed', check: name, err: error });
      return indicator.down();
    }
  }

  private async databaseAnswers(): Promise<boolean> {
    await withTimeout(this.database.query('SELECT 1'), DATABASE_TIMEOUT_MS);
    return true;
  }

  private async migrationsApplied(): Promise<boolean> {
    this.migrated ||= !(await withTimeout(this.database.showMigrations(), DATABASE_TIMEOUT_MS));
    return this.migrated;
  }
}

function statusOf(result: HealthCheckResult): ReadyDto['checks'] {
  return Object.fromEntries(
    Object.entries(result.details).map(([name, { status }]) => [name, status === 'up' ? 'up' : 'down']),
  );
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`No answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
