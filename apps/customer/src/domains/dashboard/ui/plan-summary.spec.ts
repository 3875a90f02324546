import { inputBinding } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { aSubscription } from '../../../testing/billing-builders.js';
import { page } from '../../../testing/page.js';
import { PlanSummary } from './plan-summary.js';

describe('PlanSummary', () => {
  const subscription = aSubscription({ currentPeriodEnd: '2026-12-22T12:00:00.000Z' });

  async function show(accountEnds: string | null): Promise<string> {
    TestBed.configureTestingModule({ providers: [provideRouter([])] });
    const fixture = TestBed.createComponent(PlanSummary, {
      bindings: [
        inputBinding('subscription', () => subscription),
        inputBinding('accountEnds', () => accountEnds),
      ],
    });
    await fixture.whenStable();
    return page(fixture.nativeElement as HTMLElement).words();
  }

  it('says when the plan renews', async () => {
    expect(await show(null)).toContain('Renews on 22 December 2026');
  });

  it('promises no renewal to somebody whose account ends before', async () => {
    const words = await show('2026-11-29T12:00:00.000Z');
    expect(words).toContain('Ends with your account on 29 November 2026');
    expect(words).not.toContain('Renews');
  });

  it('keeps to the renewal that comes first', async () => {
    expect(await show('2026-12-24T12:00:00.000Z')).toContain('Renews on 22 December 2026');
  });
});
