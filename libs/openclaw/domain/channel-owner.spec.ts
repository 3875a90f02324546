import { describe, expect, it } from '@jest/globals';
import { ownerIdFrom } from './channel-owner.js';

describe('who the agent listens to', () => {
  it.each([
    ['telegram', ' 123 456 789\n', '123456789'],
    ['discord', '112233445566778899', '112233445566778899'],
    ['whatsapp', '+49 (170) 123-4567', '+491701234567'],
    ['whatsapp', '0049 170 1234567', '+491701234567'],
  ] as const)('on %s: %j', (kind, written, id) => {
    expect(ownerIdFrom(kind, written, '999999999')).toBe(id);
  });

  it.each([
    ['telegram', '@somebody', /not your @name/],
    ['telegram', '-1001234567890', /number such as/],
    ['telegram', '*', /number such as/],
    ['telegram', '999999999', /of the bot itself/],
    ['discord', 'somebody#1234', /17 to 20 digits/],
    ['discord', '*', /17 to 20 digits/],
    ['whatsapp', '0170 1234567', /country code/],
    ['whatsapp', '*', /country code/],
    ['web', '1', /open to you alone/],
  ] as const)('is never %s: %j', (kind, written, detail) => {
    expect(() => ownerIdFrom(kind, written, '999999999')).toThrow(
      expect.objectContaining({ errorCode: 'channel_owner_invalid', detail: expect.stringMatching(detail) }),
    );
  });
});
