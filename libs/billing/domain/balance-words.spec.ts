import { expect, it } from '@jest/globals';
import { balanceWords } from './balance-words.js';

it.each([
  ['nothing in between', 1000, 1000, 0, null],
  ['an amount of nothing', 0, 0, -500, null],
  ['credit that pays a part', 1000, 400, -600, 'Paid from your credit'],
  ['credit that pays all', 30, 0, -500, 'Paid from your credit'],
  [
    'an amount below what a card is charged',
    30,
    0,
    0,
    'Too little to charge now: added to your next invoice',
  ],
  ['the same with a debt', 30, 0, 10, 'Too little to charge now: added to your next invoice'],
  ['the same with a little credit', 60, 0, -40, 'Paid from your credit and with your next invoice'],
  ['an earlier debt', 1000, 1030, 30, 'Carried over from before'],
  ['more credit than charge', -700, 0, 0, 'Kept as credit'],
])('names %s', (_what, total, amount_due, starting_balance, words) => {
  expect(balanceWords({ total, amount_due, starting_balance })).toBe(words);
});
