import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditLog } from '@automna/accounts';
import { AppLogger, Clock, ConfigModule, DatabaseModule, testConfig } from '@automna/core';
import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ClockService } from './clock.service.js';

const TWO_WEEKS = 14 * 86_400;

/** Begins with the bootstrap, as the workers do, and before the staff's module: it is further in. */
@Injectable()
class Worker implements OnApplicationBootstrap {
  beganAt = new Date(0);
  constructor(private readonly clock: Clock) {}

  onApplicationBootstrap(): void {
    this.beganAt = this.clock.now();
  }
}

@Module({ providers: [Worker] })
class WorkersModule {}

describe('the clock of the sandbox', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-clock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function start() {
    const config = testConfig({ DATABASE_URL: `file:${join(folder, 'clock.db')}` });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), WorkersModule],
      providers: [
        ClockService,
        { provide: AuditLog, useValue: {} },
        { provide: AppLogger, useValue: { debug: () => undefined } },
      ],
    }).compile();
    return module.init();
  }

  it('is where it was moved to before a new process begins to work', async () => {
    const first = await start();
    await first
      .get(DataSource)
      .query('INSERT INTO sandbox_clock (id, offset_seconds) VALUES (1, ?)', [TWO_WEEKS]);
    await first.close();
    const second = await start();
    const ahead = second.get(Worker, { strict: false }).beganAt.getTime() - Date.now();
    expect(ahead / 1000).toBeGreaterThan(TWO_WEEKS - 60);
    await second.close();
  });
});
