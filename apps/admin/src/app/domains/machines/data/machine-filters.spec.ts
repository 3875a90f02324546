import { MACHINE_STATES, machineFilters } from './machine-filters.js';

describe('machineFilters', () => {
  it('keeps what is given and drops what is empty or does not exist', () => {
    expect(
      machineFilters({ state: 'failed', suspended: 'false', drifted: '', region: ' FRA ', query: ' usr_2 ' }),
    ).toEqual({ state: 'failed', suspended: 'false', region: 'fra', query: 'usr_2' });
    expect(machineFilters({ state: 'toString', suspended: 'yes', drifted: 'maybe' })).toEqual({});
  });

  it('leaves a strange region to the API, which says what is wrong with it', () => {
    expect(machineFilters({ region: 'x1' })).toEqual({ region: 'x1' });
  });

  it('offers every state, the worst first', () => {
    expect(MACHINE_STATES.map(({ label }) => label)).toEqual(['Failed', 'Setting up', 'Ready']);
  });
});
