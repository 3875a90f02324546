import { sameFilters } from '../../../data/cursor-pages.js';
import { EVENT_STATES, eventFilters } from './event-filters.js';

describe('eventFilters', () => {
  it('keeps what is given and drops the rest', () => {
    expect(eventFilters({ status: 'failed', type: ' invoice ', customer: '' })).toEqual({
      status: 'failed',
      type: 'invoice',
    });
    expect(eventFilters({})).toEqual({});
  });

  it('does not ask the API for an outcome that does not exist', () => {
    expect(eventFilters({ status: 'broken' })).toEqual({});
    expect(eventFilters({ status: 'toString' })).toEqual({});
  });

  it('offers every outcome, the worst first', () => {
    expect(EVENT_STATES.map(({ state }) => state)).toEqual(['failed', 'pending', 'processed', 'ignored']);
  });

  it('knows the same filters again', () => {
    expect(sameFilters(eventFilters({ type: 'a' }), eventFilters({ type: 'a ' }))).toBe(true);
    expect(sameFilters(eventFilters({ type: 'a' }), eventFilters({ type: 'b' }))).toBe(false);
  });
});
