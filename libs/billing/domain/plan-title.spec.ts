import { describe, expect, it } from '@jest/globals';
import { planTitle } from './plan-title.js';

describe('What a plan is called', () => {
  it.each([
    ['byok', 'pro', 'Pro'],
    ['byok', 'starter', 'Starter'],
    ['legacy', 'starter', 'starter (former plan)'],
    ['byok', 'gone', 'gone'],
    [null, null, null],
    ['byok', null, null],
  ] as const)('%s %s: %s', (catalogue, name, title) => {
    expect(planTitle(catalogue, name)).toBe(title);
  });
});
