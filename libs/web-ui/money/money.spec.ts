import { money } from './money.js';

describe('money', () => {
  it.each([
    [483, 'usd', '$4.83'],
    [2000, 'usd', '$20.00'],
    [0, 'usd', '$0.00'],
    [-517, 'usd', '−$5.17'],
    [123_456, 'usd', '$1,234.56'],
    [500, 'jpy', '¥500'],
    [1999, 'eur', '€19.99'],
  ])('shows %i %s to the cent as %s', (cents, currency, text) => {
    expect(money(cents, currency)).toBe(text);
  });
});
