import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ServerClock } from '../shell/server-clock.js';
import { Instant } from './instant.js';

describe('Instant', () => {
  async function text(at: string | null, past = false): Promise<string> {
    const now = signal(Date.parse('2026-11-22T13:00:00.000Z'));
    TestBed.configureTestingModule({ providers: [{ provide: ServerClock, useValue: { now } }] });
    const fixture = TestBed.createComponent(Instant);
    fixture.componentRef.setInput('at', at);
    fixture.componentRef.setInput('past', past);
    await fixture.whenStable();
    return (fixture.nativeElement as HTMLElement).textContent.trim();
  }

  it.each([
    ['2026-11-22T13:00:12.000Z', 'just now'],
    ['2026-11-22T12:00:00.000Z', '1 hour ago'],
  ])('never tells what is over as to come, though the page is a little behind: %s', async (at, words) => {
    expect(await text(at, true)).toBe(words);
  });

  it.each([
    ['2026-11-22T13:00:12.000Z', 'in a moment'],
    ['2026-11-22T14:00:00.000Z', 'in 1 hour'],
    [null, 'never'],
  ])('tells %s as %s', async (at, words) => {
    expect(await text(at)).toBe(words);
  });
});
