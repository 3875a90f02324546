import { describe, expect, it } from '@jest/globals';
import { CHECKOUT_STATES, REACHED_FROM, stateOfSession } from './checkout-state.js';

describe('Checkout states', () => {
  it('believe a payment whatever was believed before, and undo none', () => {
    expect([...REACHED_FROM.complete].sort()).toEqual(['creating', 'expired', 'failed', 'open']);
    for (const state of CHECKOUT_STATES) expect(REACHED_FROM[state]).not.toContain('complete');
  });

  it('never reopen', () => {
    expect(REACHED_FROM.open).toEqual(['creating']);
    expect(REACHED_FROM.creating).toEqual([]);
  });

  it('follow the session', () => {
    const states = (['open', 'complete', 'expired', null] as const).map((status) =>
      stateOfSession({ status }),
    );
    expect(states).toEqual(['open', 'complete', 'expired', 'open']);
  });
});
