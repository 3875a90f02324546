import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../clock/exports.js';
import { type LibsqlDataSource, openTestDatabase } from '../database/exports.js';
import { ProviderSource } from '../outbox/exports.js';
import { ScheduledTask, Scheduler, type TaskRunner, type TaskState, TaskStore } from './exports.js';
import { nextRunAt } from './next-run.js';

@ScheduledTask({ name: 'test.sweep', everySeconds: 60, leaseSeconds: 30 })
class Sweep implements TaskRunner {
  runs = 0;
  constructor(private readonly does: TaskRunner['run'] = () => Promise.resolve()) {}

  run(signal: AbortSignal): Promise<string> | Promise<void> {
    this.runs += 1;
    return this.does(signal);
  }
}

// Failures are the subject here; their log lines would only hide others.
Logger.overrideLogger(false);

describe('the scheduler', () => {
  let db: LibsqlDataSource;
  let rivalDb: LibsqlDataSource;
  let clock: ManualClock;
  let leaseClock: ManualClock;
  let store: TaskStore;

  beforeEach(async () => {
    clock = new ManualClock('2026-03-01T12:00:00.000Z');
    leaseClock = new ManualClock();
    db = await openTestDatabase({ entities: [] });
    rivalDb = await openTestDatabase({ entities: [], url: db.options.database as string });
    store = new TaskStore(db, clock, leaseClock);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await rivalDb.destroy();
    await db.destroy();
  });

  const schedulerOf = async (task: TaskRunner, on = db): Promise<Scheduler> => {
    const own = new TaskStore(on, clock, leaseClock);
    const scheduler = new Scheduler(own, ProviderSource.of([task]), clock, { workers: true });
    await scheduler.onApplicationBootstrap();
    return scheduler;
  };
  const state = async (): Promise<TaskState> => {
    const [task] = await store.all();
    if (!task) throw new Error('no task is registered');
    return task;
  };

  it('runs a task at the start and then at its interval', async () => {
    const sweep = new Sweep();
    const scheduler = await schedulerOf(sweep);
    expect(await scheduler.runDue()).toBe(1);
    clock.advance({ seconds: 59 });
    expect(await scheduler.runDue()).toBe(0);
    clock.advance({ seconds: 1 });
    expect(await scheduler.runDue()).toBe(1);
    expect(sweep.runs).toBe(2);
  });

  it('makes one run of it when two processes tick at once', async () => {
    const sweep = new Sweep(() => new Promise<void>((resolve) => setImmediate(resolve)));
    const one = await schedulerOf(sweep);
    const two = await schedulerOf(sweep, rivalDb);
    for (let n = 1; n <= 5; n++) {
      const ran = await Promise.all([one.runDue(), two.runDue(), one.runDue()]);
      expect(ran.reduce((a, b) => a + b)).toBe(1);
      expect(sweep.runs).toBe(n);
      clock.advance({ seconds: 60 });
    }
  });

  it('collapses missed ticks into one run and stays on its grid', async () => {
    const sweep = new Sweep();
    const scheduler = await schedulerOf(sweep);
    await scheduler.runDue();
    clock.set('2026-03-01T15:00:30.000Z');
    expect(await scheduler.runDue()).toBe(1);
    expect(await scheduler.runDue()).toBe(0);
    expect(sweep.runs).toBe(2);
    expect((await state()).nextRunAt).toEqual(new Date('2026-03-01T15:01:00.000Z'));
  });

  it('rests while the task is switched off, also over a restart', async () => {
    const sweep = new Sweep();
    await schedulerOf(sweep);
    expect(await store.setEnabled('test.sweep', false)).toBe(true);
    const restarted = await schedulerOf(sweep);
    expect(await restarted.runDue()).toBe(0);
    await store.setEnabled('test.sweep', true);
    expect(await restarted.runDue()).toBe(1);
    expect(await store.setEnabled('nobody', true)).toBe(false);
  });

  it('keeps the last result, good or bad, and goes on after a failure', async () => {
    let fail = false;
    const scheduler = await schedulerOf(
      new Sweep(async () => {
        if (fail) throw new Error('vendor down');
        return Promise.resolve('3 corrected');
      }),
    );
    await scheduler.runDue();
    expect(await state()).toMatchObject({
      lastOk: true,
      lastResult: '3 corrected',
      lastFinishedAt: clock.now(),
      running: false,
    });
    fail = true;
    clock.advance({ seconds: 60 });
    await scheduler.runDue();
    expect(await state()).toMatchObject({ lastOk: false, lastResult: 'Error: vendor down' });
    expect((await state()).nextRunAt.getTime()).toBeGreaterThan(clock.now().getTime());
  });

  it('runs at once when asked to', async () => {
    const sweep = new Sweep();
    const scheduler = await schedulerOf(sweep);
    await scheduler.runDue();
    await store.runSoon('test.sweep');
    expect(await scheduler.runDue()).toBe(1);
  });

  it('takes over the run of a process that died, not of one that is merely slow', async () => {
    await schedulerOf(new Sweep());
    await store.claim('test.sweep', 30_000);
    const sweep = new Sweep();
    const heir = await schedulerOf(sweep, rivalDb);
    leaseClock.advance({ ms: 29_999 });
    clock.advance({ days: 1 });
    expect(await heir.runDue()).toBe(0);
    expect(await state()).toMatchObject({ running: true });
    leaseClock.advance({ ms: 1 });
    expect(await heir.runDue()).toBe(1);
  });

  it('aborts a run that has lost its lease, and the late one records nothing', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const slow = await schedulerOf(
      new Sweep(async (signal) => {
        begun();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return 'late';
      }),
    );
    const run = slow.runDue();
    await started;
    leaseClock.advance({ seconds: 30 });
    const other = await schedulerOf(new Sweep(() => Promise.resolve('in time')), rivalDb);
    expect(await other.runDue()).toBe(1);
    await jest.advanceTimersByTimeAsync(10_000);
    await run;
    expect(await state()).toMatchObject({ lastResult: 'in time', lastOk: true });
  });

  it('does nothing on a tick in a process without workers', async () => {
    const sweep = new Sweep();
    const idle = new Scheduler(store, ProviderSource.of([sweep]), clock, { workers: false });
    await idle.onApplicationBootstrap();
    await idle.tick();
    expect(sweep.runs).toBe(0);
    await (await schedulerOf(sweep)).tick();
    expect(sweep.runs).toBe(1);
  });
});

describe('nextRunAt', () => {
  const due = new Date('2026-03-01T12:00:00.000Z');
  it.each([
    ['on time', '2026-03-01T12:00:00.000Z', '2026-03-01T12:01:00.000Z'],
    ['a little late', '2026-03-01T12:00:10.000Z', '2026-03-01T12:01:00.000Z'],
    ['exactly one interval late', '2026-03-01T12:01:00.000Z', '2026-03-01T12:02:00.000Z'],
    ['days late', '2026-03-04T00:00:30.000Z', '2026-03-04T00:01:00.000Z'],
    ['with a clock that went back', '2026-03-01T11:00:00.000Z', '2026-03-01T12:01:00.000Z'],
  ])('%s', (_, now, expected) => {
    expect(nextRunAt(due, 60, new Date(now))).toEqual(new Date(expected));
  });
});
