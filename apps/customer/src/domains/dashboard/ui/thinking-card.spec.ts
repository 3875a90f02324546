import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { AgentUsageDto } from '@automna/api-client';
import { page } from '../../../testing/page.js';
import { ThinkingCard } from './thinking-card.js';

function someUsage(overrides: Partial<AgentUsageDto> = {}): AgentUsageDto {
  return {
    asOf: new Date().toISOString(),
    days: 30,
    inputTokens: 12_000,
    outputTokens: 3_400,
    cacheReadTokens: 1_200_000,
    cacheWriteTokens: 500,
    totalTokens: 1_215_900,
    costCents: 483,
    ...overrides,
  };
}

describe('ThinkingCard', () => {
  async function show(answer: object, status = 200) {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const fixture = TestBed.createComponent(ThinkingCard);
    TestBed.tick();
    const request = TestBed.inject(HttpTestingController).expectOne('/api/user/machine/usage');
    request.flush(answer, { status, statusText: 'x' });
    await fixture.whenStable();
    return page(fixture.nativeElement as HTMLElement);
  }

  it('adds up what was read and written, with the estimate in dollars and cents', async () => {
    const words = (await show(someUsage())).words();
    expect(words).toContain('Read 12,000 Read again from the cache 1,200,000');
    expect(words).toContain('Tokens in 30 days 1,215,900 Estimated cost $4.83');
    expect(words).toContain('Counted by your agent just now.');
  });

  it.each([
    ['no price is known', { costCents: null }, null],
    ['it rounds to nothing', { costCents: 0 }, 'Estimated cost under $0.01'],
  ])('does not call thinking free when %s', async (_, overrides, expected) => {
    const words = (await show(someUsage(overrides))).words();
    expect(words).not.toContain('$0.00');
    if (expected) expect(words).toContain(expected);
    else expect(words).not.toContain('Estimated');
  });

  it('tells an agent that used nothing from one that was never asked', async () => {
    const nothing = {
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      totalTokens: 0,
    };
    expect((await show(someUsage({ ...nothing, costCents: 0 }))).text()).toContain('in the last 30 days.');
    TestBed.resetTestingModule();
    const unasked = someUsage({ ...nothing, costCents: null, asOf: null });
    expect((await show(unasked)).text()).toContain('Nothing counted yet');
  });

  it('says when it could not be read', async () => {
    const screen = await show({ title: 'Down', detail: 'Try again.', errorCode: 'x' }, 503);
    expect(screen.alert().textContent).toContain('Down');
    expect(screen.button('Try again')).toBeTruthy();
  });
});
