import { describe, expect, it } from '@jest/globals';
import { toAccountEnd } from './to-account-end.js';

const ASKED = new Date('2026-03-05T08:00:00.000Z');
const DUE = new Date('2026-03-12T08:00:00.000Z');

describe('how the end of an account stands', () => {
  it('is nothing for one that goes on', () => {
    expect(toAccountEnd({ deletionRequestedAt: null, deletionDueAt: null, closedAt: null })).toBeNull();
  });

  it.each([
    [null, 'pending', null],
    [new Date('2026-03-12T08:03:00.000Z'), 'closed', '2026-03-12T08:03:00.000Z'],
  ])('with a closing at %p it is %s', (closedAt, state, closed) => {
    expect(toAccountEnd({ deletionRequestedAt: ASKED, deletionDueAt: DUE, closedAt })).toEqual({
      state,
      requestedAt: '2026-03-05T08:00:00.000Z',
      dueAt: '2026-03-12T08:00:00.000Z',
      closedAt: closed,
    });
  });
});
