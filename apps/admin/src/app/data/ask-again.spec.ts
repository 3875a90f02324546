import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ASK_AGAIN_MS, askAgainWhile } from './ask-again.js';

describe('askAgainWhile', () => {
  const answer = signal({ running: true });
  const ask = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    ask.mockReset();
    TestBed.configureTestingModule({ providers: [{ provide: ASK_AGAIN_MS, useValue: 1000 }] });
    TestBed.runInInjectionContext(() => askAgainWhile(answer, ({ running }) => running, ask));
  });

  afterEach(() => vi.useRealTimers());

  function answered(running: boolean): void {
    answer.set({ running });
    TestBed.tick();
  }

  it('asks once after each answer, until nothing is under way', () => {
    answered(true);
    vi.advanceTimersByTime(999);
    expect(ask).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(ask).toHaveBeenCalledTimes(1);
    answered(true);
    vi.advanceTimersByTime(1000);
    expect(ask).toHaveBeenCalledTimes(2);
    answered(false);
    vi.advanceTimersByTime(60_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('gives up in the end, and begins anew with the next thing', () => {
    for (let round = 0; round < 200; round += 1) {
      answered(true);
      vi.advanceTimersByTime(1000);
    }
    expect(ask).toHaveBeenCalledTimes(150);
    answered(false);
    answered(true);
    vi.advanceTimersByTime(1000);
    expect(ask).toHaveBeenCalledTimes(151);
  });
});
