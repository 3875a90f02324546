import { describe, expect, it } from '@jest/globals';
import { decisionOf, openedEntry } from './dispute-words.js';

describe('A dispute in words', () => {
  it('is put before the staff when it opens', () => {
    expect(openedEntry('product_not_received', '$30.00')).toEqual({
      kind: 'billing.dispute_opened',
      title: expect.stringContaining('$30.00 (product not received)'),
      attention: true,
    });
  });

  it.each([
    ['won', 'billing.dispute_won', undefined],
    ['lost', 'billing.dispute_lost', true],
    ['warning_closed', 'billing.dispute_closed', undefined],
    ['prevented', 'billing.dispute_closed', undefined],
  ])('%s is %s', (status, kind, attention) => {
    const entry = decisionOf(status, '$30.00');
    expect([entry?.kind, entry?.attention]).toEqual([kind, attention]);
    expect(entry?.title).toContain('$30.00');
  });

  it.each(['needs_response', 'under_review', 'warning_needs_response', 'something_new'])(
    '%s is not decided',
    (status) => {
      expect(decisionOf(status, '$30.00')).toBeNull();
    },
  );
});
