import { inspect } from 'node:util';
import { Secret } from './secret.js';

const value = 'sk-ant-api03-abcdefghijklmnop-WXYZ';
const secret = new Secret(value);

describe('Secret', () => {
  it.each([
    ['a template', `${secret}`],
    ['String()', String(secret)],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect({ secret }, { depth: 5, showHidden: true })],
    ['an error message', new Error(`bad ${secret}`).message],
    ['a spread', JSON.stringify({ ...secret })],
  ])('does not print in %s', (_where, text) => expect(text).not.toContain('abcdefgh'));

  it('gives its value only when asked', () => expect(secret.reveal()).toBe(value));

  it('shows four characters of a long value and none of a short one', () => {
    expect(secret.last4).toBe('WXYZ');
    expect(new Secret('short').last4).toBe('');
  });

  it('compares by fingerprint', () => {
    expect(secret.fingerprint()).toBe(new Secret(value).fingerprint());
    expect(secret.fingerprint()).toMatch(/^[0-9a-f]{16}$/);
  });
});
