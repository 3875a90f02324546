import { inputBinding } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type BarLimit, UsageBar } from './usage-bar.js';

async function show(used: number, limit: BarLimit, included = true): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(UsageBar, {
    bindings: [
      inputBinding('label', () => 'Search'),
      inputBinding('used', () => used),
      inputBinding('limit', () => limit),
      inputBinding('included', () => included),
    ],
  });
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

const words = (element: HTMLElement) => element.textContent?.replace(/\s+/g, ' ').trim();

describe('UsageBar', () => {
  it('says how much of how much, to the eye and to the ear', async () => {
    const bar = await show(45, { limit: 2000, unlimited: false, unit: 'searches' });
    expect(words(bar)).toBe('Search 45 / 2,000 searches');
    expect(bar.querySelector('[role=meter]')?.getAttribute('aria-valuetext')).toBe('45 of 2,000 searches');
  });

  it('never grows beyond its end', async () => {
    const bar = await show(120, { limit: 100, unlimited: false, unit: 'emails' });
    expect(bar.querySelector<HTMLElement>('.fill')?.style.width).toBe('100%');
  });

  it('shows no bar without a bound', async () => {
    const bar = await show(7, { limit: null, unlimited: true, unit: 'channels' });
    expect(words(bar)).toBe('Search 7 / unlimited channels');
    expect(bar.querySelector('[role=meter]')).toBeNull();
  });

  it('says when the plan does not hold it', async () => {
    const bar = await show(0, { limit: 0, unlimited: false, unit: 'minutes' }, false);
    expect(words(bar)).toBe('Search Not in your plan');
  });
});
