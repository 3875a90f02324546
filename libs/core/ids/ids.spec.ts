import { hashToken, newId, newToken } from './ids.js';

describe('ids', () => {
  it('sort by age within one kind', () => {
    const ids = Array.from({ length: 200 }, () => newId('usr'));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(200);
    expect(ids[0]).toMatch(/^usr_[0-9a-f]{32}$/);
  });

  it('gives tokens of 256 bits and stores only their hash', () => {
    const token = newToken('amp_');
    expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(32);
    expect(hashToken(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashToken(token)).not.toContain(token);
  });
});
