import { type Job, PermanentFailure, RetryLater } from './exports.js';
import { OutboxStage, Work } from './outbox.fixtures.js';
import { createTestWork } from './testing.js';

describe('the outbox', () => {
  const stage = OutboxStage.forEachTest();
  const { workOf, add, row } = stage;

  it('runs a due job once and keeps the note of it', async () => {
    const handler = new Work();
    const work = workOf(handler);
    await add(work);
    expect(await work.worker.drainOnce()).toBe(1);
    expect(await work.worker.drainOnce()).toBe(0);
    expect(handler.attempts).toEqual([1]);
    expect(await row()).toMatchObject({ status: 'done', attempt: 1, last_error: null });
  });

  it('hands the handler the payload and nothing of its own bookkeeping', async () => {
    let seen: Job | undefined;
    const work = workOf(new Work((job) => Promise.resolve(void (seen = job))));
    await add(work);
    await work.worker.drainOnce();
    expect(seen).toEqual({
      ...{ id: expect.stringMatching(/^job_/), kind: 'test.work', payload: { n: 1 } },
      ...{ attempt: 1, createdAt: stage.clock.now() },
    });
  });

  it('waits until a job is due', async () => {
    const work = workOf(new Work());
    await add(work, { runAt: new Date(stage.clock.now().getTime() + 60_000) });
    expect(await work.worker.drainOnce()).toBe(0);
    stage.clock.advance({ seconds: 60 });
    expect(await work.worker.drainOnce()).toBe(1);
  });

  it('backs off after a failure, longer each time', async () => {
    const work = workOf(new Work(() => Promise.reject(new Error('vendor down'))));
    await add(work);
    const waits: number[] = [];
    for (let n = 0; n < 4; n++) {
      expect(await work.worker.drainOnce()).toBe(1);
      waits.push(new Date((await row()).run_at).getTime() - stage.clock.now().getTime());
      stage.clock.set((await row()).run_at);
    }
    [1000, 2000, 4000, 8000].forEach((base, n) => {
      expect(waits[n]).toBeGreaterThanOrEqual(base * 0.8);
      expect(waits[n]).toBeLessThanOrEqual(base * 1.2);
    });
    expect(await row()).toMatchObject({ status: 'pending', attempt: 4, last_error: 'Error: vendor down' });
  });

  it('makes a dead letter of a job that has used up its attempts', async () => {
    const handler = new Work(() => Promise.reject(new Error('no', { cause: new Error('because') })));
    const work = workOf(handler);
    await add(work, { maxAttempts: 2 });
    await work.worker.drainOnce();
    stage.clock.advance({ hours: 2 });
    await work.worker.drainOnce();
    stage.clock.advance({ days: 2 });
    expect(await work.worker.drainOnce()).toBe(0);
    expect(handler.attempts).toEqual([1, 2]);
    expect(await row()).toMatchObject({ status: 'dead', last_error: 'Error: no <- Error: because' });
  });

  it('makes a dead letter at once of a permanent failure', async () => {
    const work = workOf(new Work(() => Promise.reject(new PermanentFailure('the card does not exist'))));
    await add(work);
    await work.worker.drainOnce();
    expect(await row()).toMatchObject({ status: 'dead', attempt: 1 });
  });

  it('does not count RetryLater as an attempt', async () => {
    const handler = new Work(() => Promise.reject(new RetryLater(5000, 'machine is starting')));
    const work = workOf(handler);
    await add(work, { maxAttempts: 1 });
    for (let n = 0; n < 3; n++) {
      expect(await work.worker.drainOnce()).toBe(1);
      expect(await work.worker.drainOnce()).toBe(0);
      stage.clock.advance({ seconds: 5 });
    }
    expect(handler.attempts).toEqual([1, 1, 1]);
    expect(await row()).toMatchObject({ status: 'pending', attempt: 0, last_error: 'machine is starting' });
  });

  it('gives up on a job that takes its process down every time', async () => {
    const handler = new Work();
    const work = workOf(handler);
    await add(work, { maxAttempts: 1 });
    await stage.db.query(
      `UPDATE outbox_jobs SET status = 'running', attempt = 1, lease_owner = 'dead', lease_until = ?`,
      [stage.leaseClock.now()],
    );
    await work.worker.drainOnce();
    expect(handler.attempts).toEqual([]);
    expect((await row()).last_error).toMatch(/died or stalled/);
  });

  it('leaves jobs of kinds it does not know to others', async () => {
    const work = workOf(new Work());
    await work.uow.run((tx) => tx.enqueue({ kind: 'other.work', payload: {} }));
    expect(await work.worker.drainOnce()).toBe(0);
    expect((await row()).status).toBe('pending');
  });

  it('refuses two handlers for one kind', async () => {
    const twice = createTestWork(stage.db, { clock: stage.clock, handlers: [new Work(), new Work()] });
    await expect(twice.worker.drainOnce()).rejects.toThrow(/Two handlers .* test\.work/);
  });
});
