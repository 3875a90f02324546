import { day, hello, moneyText } from './words.js';

describe('the words of letters', () => {
  it.each([
    [3000, 'usd', '$30.00'],
    [0, 'usd', '$0.00'],
    [1, 'usd', '$0.01'],
    [123_456, 'eur', '€1,234.56'],
    [500, 'jpy', '¥500'],
  ])('write %i of %s as %s', (cents, currency, text) => {
    expect(moneyText(cents, currency)).toBe(text);
  });

  it('write a day as it is in UTC', () => {
    expect(day('2026-03-05T23:30:00.000Z')).toBe('March 5, 2026');
    expect(hello('Ada')).toBe('Hello Ada,');
  });
});
