import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestLog, type TrafficRecord } from './request-log.js';

const record = (path: string, vendor = 'fly'): TrafficRecord => ({
  at: '2026-01-01T00:00:00.000Z',
  vendor,
  method: 'GET',
  path,
  query: {},
  headers: {},
  requestBody: null,
  status: 200,
  responseHeaders: {},
  responseBody: null,
});

describe('the request log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-log-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the newest entries only and goes on counting', () => {
    const log = new RequestLog({ entries: 10 }, '');
    for (let i = 1; i <= 25; i++) log.add(record(`/${i}`));
    const kept = log.list({});
    expect([kept.length, kept[0]?.seq, kept.at(-1)?.seq]).toEqual([10, 16, 25]);
    expect(log.list({ since: 23 }).map((it) => it.path)).toEqual(['/24', '/25']);
    expect(log.list({ limit: 1 }).map((it) => it.path)).toEqual(['/25']);
  });

  it('keeps its memory bounded: less of large entries, and no huge body at all', () => {
    const log = new RequestLog({ bytes: 50_000, entryBytes: 10_000 }, '');
    for (let i = 1; i <= 40; i++) log.add({ ...record(`/${i}`), responseBody: 'x'.repeat(9000) }, 9000);
    const kept = log.list({});
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.length).toBeLessThanOrEqual(6);
    expect(kept.at(-1)?.seq).toBe(40);
    log.add({ ...record('/huge'), responseBody: 'x'.repeat(20_000) }, 20_000);
    expect(log.list({}).at(-1)).toMatchObject({
      path: '/huge',
      requestBody: null,
      responseBody: '(left out: 20000 bytes)',
    });
  });

  it('filters by vendor and forgets one vendor', () => {
    const log = new RequestLog({ entries: 10 }, '');
    log.add(record('/a'));
    log.add(record('/b', 'mail'));
    expect(log.list({ vendor: 'mail' })).toHaveLength(1);
    log.clear('fly');
    expect(log.list({}).map((it) => it.path)).toEqual(['/b']);
  });

  it('writes each entry to the traffic file as a line', () => {
    const file = join(folder, 'traffic.jsonl');
    const log = new RequestLog({ entries: 10 }, file);
    log.add(record('/a'));
    log.add(record('/b'));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { path: string; seq: number }).path)).toEqual([
      '/a',
      '/b',
    ]);
  });
});
