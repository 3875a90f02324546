import { COMPARISON } from './comparison.js';

const cells = (name: string) =>
  COMPARISON.flatMap(({ rows }) => rows)
    .find((row) => row.name === name)
    ?.cells.map(({ value }) => value);

describe('the comparison of the plans', () => {
  it.each([
    ['Channels', ['1', '3', 'Unlimited']],
    ['Availability', ['Sleeps when idle', 'Always on', 'Always on']],
    ['Web searches', ['500', '2,000', '10,000']],
    ['Phone call minutes', [false, '60', '120']],
    ['Scheduled tasks', [false, true, true]],
    ['API access', [false, false, true]],
    ['Support', ['Community', 'Priority', 'Dedicated']],
  ])('%s', (name, expected) => {
    expect(cells(name)).toEqual(expected);
  });

  it('never shows the number that stands for "unlimited"', () => {
    expect(JSON.stringify(COMPARISON)).not.toContain('-1');
  });
});
