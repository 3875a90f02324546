import { attentionRow } from '../../../../testing/billing-builders.js';
import { attentionAmount, attentionKind, attentionLabel, attentionState } from './attention-words.js';

describe('what a person should look at, in words', () => {
  it('names its kinds, and shows one it does not know yet as it is', () => {
    expect(attentionKind('billing.dispute_opened')).toBe('Dispute opened');
    expect(attentionKind('billing.meteor_struck')).toBe('Meteor struck');
  });

  it('writes amounts in their currency, and zero as zero', () => {
    expect(attentionAmount(attentionRow())).toBe('$30.00');
    expect(attentionAmount(attentionRow({ cents: 0 }))).toBe('$0.00');
    expect(attentionAmount(attentionRow({ cents: 500, currency: 'jpy' }))).toBe('¥500');
    expect(attentionAmount(attentionRow({ cents: null, currency: null }))).toBeNull();
  });

  it('tells what a person did from what settled itself', () => {
    const doneAt = '2026-11-22T12:00:00.000Z';
    expect(attentionLabel(attentionRow()).label).toBe('To look at');
    expect(attentionLabel(attentionRow({ doneAt, doneBy: 'usr_1' })).label).toBe('Dealt with');
    expect(attentionLabel(attentionRow({ doneAt })).label).toBe('Settled itself');
  });

  it('begins with what waits, whatever the address says', () => {
    expect([undefined, 'open', 'odd', 'done'].map(attentionState)).toEqual(['open', 'open', 'open', 'done']);
  });
});
