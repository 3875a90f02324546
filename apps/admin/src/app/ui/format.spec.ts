import { absoluteTime, counted, duration, durationInWords, money, moneyIn, relativeTime } from './format.js';

const NOW = Date.parse('2026-11-22T13:00:00.000Z');

describe('format', () => {
  it.each([
    ['2026-11-22T12:59:40.000Z', 'just now'],
    ['2026-11-22T13:00:20.000Z', 'in a moment'],
    ['2026-11-22T12:59:10.000Z', '1 minute ago'],
    ['2026-11-22T12:01:00.000Z', '59 minutes ago'],
    ['2026-11-21T13:00:00.000Z', '1 day ago'],
    ['2026-12-02T13:00:01.000Z', 'in 10 days'],
    ['2024-11-22T13:00:00.000Z', '2 years ago'],
  ])('%s is %s', (iso, text) => {
    expect(relativeTime(iso, NOW)).toBe(text);
  });

  it('speaks UTC', () => {
    expect(absoluteTime('2026-11-22T23:30:00.000Z')).toBe('22 Nov 2026, 23:30 UTC');
  });

  it('knows that nothing is a price', () => {
    expect(money(0)).toBe('$0.00');
    expect(money(123_456)).toBe('$1,234.56');
  });

  it('knows how many digits a currency has', () => {
    expect(moneyIn(3000, 'usd')).toBe('$30.00');
    expect(moneyIn(-450, 'eur')).toBe('-€4.50');
    expect(moneyIn(1200, 'jpy')).toBe('¥1,200');
    expect(moneyIn(1200, 'nonsense')).toBe('1,200 nonsense');
  });

  it('counts in words', () => {
    expect(counted(1, 'event')).toBe('1 event');
    expect(counted(0, 'event')).toBe('0 events');
    expect(counted(2, 'reply', 'replies')).toBe('2 replies');
  });

  it('names the parts of a duration that are there', () => {
    expect(duration(90_061)).toBe('1 d 1 h 1 min 1 s');
    expect(duration(0)).toBe('0 s');
    expect(durationInWords(604_800)).toBe('7 days');
    expect(durationInWords(3660)).toBe('1 hour 1 minute');
  });
});
