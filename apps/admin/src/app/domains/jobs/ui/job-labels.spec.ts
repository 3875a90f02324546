import type { JobRowDto, TaskRowDto } from '@automna/api-client';
import { jobLabel, jobMoment, rhythm, taskLabel } from './job-labels.js';

const NOW = Date.parse('2026-11-22T13:00:00.000Z');
const task = (over: Partial<TaskRowDto> = {}): TaskRowDto => ({
  name: 'stripe.reconcile',
  everySeconds: 3600,
  enabled: true,
  running: false,
  nextRunAt: '2026-11-22T13:30:00.000Z',
  lastStartedAt: '2026-11-22T12:30:00.000Z',
  lastFinishedAt: '2026-11-22T12:30:05.000Z',
  lastResult: null,
  ...over,
});
const job = (over: Partial<JobRowDto> = {}): JobRowDto => ({
  id: 'job_1',
  kind: 'machine.provision',
  status: 'pending',
  attempts: 0,
  createdAt: '2026-11-22T12:00:00.000Z',
  runAt: '2026-11-22T12:00:00.000Z',
  lastError: null,
  ...over,
});

describe('job labels', () => {
  it('tells a job that waits from one that failed before', () => {
    expect(jobLabel(job()).label).toBe('Waiting');
    expect(jobLabel(job({ lastError: 'timeout' })).label).toBe('Will retry');
    expect(jobLabel(job({ status: 'dead', lastError: 'gone' })).tone).toBe('bad');
    expect(jobLabel(job({ status: 'put_aside' })).label).toBe('Put aside');
  });

  it('says when a waiting job runs, and of all others when they were made', () => {
    const later = { runAt: '2026-11-22T13:05:00.000Z' };
    expect(jobMoment(job(later), NOW)).toEqual({ words: 'runs', at: later.runAt });
    expect(jobMoment(job(), NOW).words).toBe('created');
    expect(jobMoment(job({ ...later, status: 'dead' }), NOW).words).toBe('created');
  });

  it('names the state of a task', () => {
    expect(taskLabel(task()).label).toBe('On schedule');
    expect(taskLabel(task({ running: true })).label).toBe('Running');
    expect(taskLabel(task({ enabled: false })).label).toBe('Switched off');
    expect(taskLabel(task({ lastStartedAt: null })).label).toBe('Not run yet');
  });

  it('reads rhythms', () => {
    expect(rhythm(90)).toBe('every 1 min 30 s');
    expect(rhythm(86_400)).toBe('every 1 d');
  });
});
