import { describe, expect, it } from '@jest/globals';
import { columnsInWords } from './column-words.js';

describe('Columns in words', () => {
  it('are named as people name them, each once', () => {
    expect(columnsInWords(['periodStart', 'periodEnd', 'discountText'])).toBe('paid period and discount');
    expect(columnsInWords(['plan', 'catalogue', 'priceId', 'status'])).toBe('plan, price, and status');
    expect(columnsInWords(['cancelAtPeriodEnd'])).toBe('cancellation');
  });
});
