import { describe, expect, it } from '@jest/globals';
import { dueAfter, forgottenAddress, isForgotten } from './account-deletion.js';

describe('the end of an account', () => {
  it('comes a week after it was asked for', () => {
    expect(dueAfter(new Date('2026-03-05T08:00:00Z'))).toEqual(new Date('2026-03-12T08:00:00Z'));
  });

  it('knows a forgotten address from any other', () => {
    expect(isForgotten(forgottenAddress('usr_1'))).toBe(true);
    expect(isForgotten('ada@example.com')).toBe(false);
    expect(isForgotten('deleted.invalid@example.com')).toBe(false);
  });
});
