import { jest } from '@jest/globals';
import { queryRows } from '../database/exports.js';
import { type Handle, OutboxStage, Work } from './outbox.fixtures.js';

describe('the outbox between processes', () => {
  const stage = OutboxStage.forEachTest();
  const { workOf, add, row } = stage;

  it('runs a job again when the process died between the work and the note of it', async () => {
    let done = 0;
    const dying = workOf(new Work(() => Promise.resolve(void (done += 1))));
    await add(dying);
    // The process dies: the settling statement never gets through.
    await stage.db.query(`CREATE TRIGGER death BEFORE UPDATE ON outbox_jobs WHEN NEW.status = 'done'
      BEGIN SELECT RAISE(ABORT, 'killed'); END`);
    await expect(dying.worker.drainOnce()).rejects.toThrow('killed');
    await stage.db.query('DROP TRIGGER death');
    expect(done).toBe(1);

    const heir = workOf(new Work(() => Promise.resolve(void (done += 1))), stage.rival);
    expect(await heir.worker.drainOnce()).toBe(0);
    stage.leaseClock.advance({ seconds: 30 });
    expect(await heir.worker.drainOnce()).toBe(1);
    expect(done).toBe(2);
    expect(await row()).toMatchObject({ status: 'done', attempt: 2 });
  });

  it('takes over an expired lease, not one that is still good, and lets the late worker settle nothing', async () => {
    const started = gate();
    const finish = gate();
    const slow = workOf(
      new Work(async () => {
        started.open();
        await finish.opened;
        throw new Error('too late to matter');
      }),
    );
    await add(slow);
    const slowRun = slow.worker.drainOnce();
    await started.opened;

    const handler = new Work();
    const other = workOf(handler, stage.rival);
    stage.leaseClock.advance({ ms: 29_999 });
    expect(await other.worker.drainOnce()).toBe(0);
    stage.leaseClock.advance({ ms: 1 });
    expect(await other.worker.drainOnce()).toBe(1);
    expect(handler.attempts).toEqual([2]);
    finish.open();
    await slowRun;
    expect(await row()).toMatchObject({ status: 'done', attempt: 2, last_error: null });
  });

  it('does not take a job from its worker because the stage.clock of the sandbox jumps', async () => {
    const started = gate();
    const finish = gate();
    const slow = workOf(
      new Work(async () => {
        started.open();
        await finish.opened;
      }),
    );
    await add(slow);
    const run = slow.worker.drainOnce();
    await started.opened;
    stage.clock.advance({ days: 30 });
    expect(await workOf(new Work(), stage.rival).worker.drainOnce()).toBe(0);
    finish.open();
    expect(await run).toBe(1);
  });

  it('keeps the lease of a long job by renewing it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const started = gate();
    const finish = gate();
    const slow = workOf(
      new Work(async (_, signal) => {
        started.open();
        await finish.opened;
        signal.throwIfAborted();
      }),
    );
    await add(slow);
    const run = slow.worker.drainOnce();
    await started.opened;
    const other = workOf(new Work(), stage.rival);
    for (let seconds = 0; seconds < 120; seconds += 10) {
      stage.leaseClock.advance({ seconds: 10 });
      await jest.advanceTimersByTimeAsync(10_000);
      expect(await other.worker.drainOnce()).toBe(0);
    }
    finish.open();
    expect(await run).toBe(1);
    expect(await row()).toMatchObject({ status: 'done', attempt: 1 });
  });

  it('tells a handler that has lost its lease to stop', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const started = gate();
    const stopped = gate();
    const slow = workOf(
      new Work(async (_, signal) => {
        signal.addEventListener('abort', stopped.open);
        started.open();
        await stopped.opened;
        signal.throwIfAborted();
      }),
    );
    await add(slow);
    const run = slow.worker.drainOnce();
    await started.opened;
    stage.leaseClock.advance({ seconds: 31 });
    await workOf(new Work(), stage.rival).worker.drainOnce();
    await jest.advanceTimersByTimeAsync(10_000);
    await run;
    expect(await row()).toMatchObject({ status: 'done', attempt: 2 });
  });

  it('never runs one job in two processes at once', async () => {
    let active = 0;
    let most = 0;
    let total = 0;
    const does: Handle = async () => {
      active += 1;
      total += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
    };
    const one = workOf(new Work(does));
    const two = workOf(new Work(does), stage.rival);
    for (let n = 0; n < 20; n++) await add(one);
    const [byOne, byTwo] = await Promise.all([one.worker.drainOnce(), two.worker.drainOnce()]);
    expect(byOne + byTwo).toBe(20);
    expect(Math.min(byOne, byTwo)).toBeGreaterThan(0);
    expect(total).toBe(20);
    expect(most).toBeLessThanOrEqual(2);
    const single = await queryRows(stage.db, 'SELECT 1 FROM outbox_jobs WHERE attempt <> 1');
    expect(single).toEqual([]);
  });

  it('works by itself once started: woken by commits, done with running jobs before it stops', async () => {
    const started = gate();
    const finish = gate();
    const work = workOf(
      new Work(async () => {
        started.open();
        await finish.opened;
      }),
    );
    work.worker.start();
    await add(work);
    await started.opened;
    const stopping = work.worker.stop();
    await add(work);
    finish.open();
    await stopping;
    const states = await queryRows(stage.db, 'SELECT status FROM outbox_jobs ORDER BY id');
    expect(states).toEqual([{ status: 'done' }, { status: 'pending' }]);
  });

  it('puts an interrupted job back without a lost attempt when the process shuts down', async () => {
    const started = gate();
    const work = workOf(
      new Work(async (_, signal) => {
        started.open();
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        );
      }),
    );
    work.worker.start();
    await add(work);
    await started.opened;
    await work.worker.stop(0);
    expect(await row()).toMatchObject({ status: 'pending', attempt: 0 });
  });
});

function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
