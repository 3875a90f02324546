import { describe, expect, it } from '@jest/globals';
import { connectionError, stripeError } from '../testing/fake-errors.js';
import { OutageLog } from './outage-log.js';

describe('OutageLog', () => {
  const open = () => {
    const lines: string[] = [];
    let now = 0;
    const write = (line: string): void => void lines.push(line);
    const log = new OutageLog({ warn: write, log: write }, () => now);
    return { lines, log, advance: (ms: number) => (now += ms) };
  };

  it('says it once, however many calls fail', () => {
    const { lines, log } = open();
    for (let n = 0; n < 500; n += 1) log.failed(connectionError());
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
  });

  it('reminds of it once a minute, with what was not said in between', () => {
    const { lines, log, advance } = open();
    log.failed(stripeError(503));
    log.failed(stripeError(503));
    advance(60_000);
    log.failed(stripeError(503));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('503');
    expect(lines[1]).toContain('and 1 more');
  });

  it('says when it is over, and begins anew after that', () => {
    const { lines, log } = open();
    log.answered();
    log.failed(connectionError());
    log.answered();
    log.answered();
    log.failed(connectionError());
    expect(lines.map((line) => /again/.test(line))).toEqual([false, true, false]);
  });
});
