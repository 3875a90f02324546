import { randomBytes } from 'node:crypto';
import { Secret } from '../secret/exports.js';
import { DecryptError, SecretBox } from './secret-box.js';

const first = { id: 'k1', key: randomBytes(32) };
const second = { id: 'k2', key: randomBytes(32) };
const box = new SecretBox([first]);
const plain = new Secret('sk-ant-api03-canary');

describe('SecretBox', () => {
  it('gives back what it sealed for the same owner', () => {
    expect(box.open(box.seal(plain, 'usr_1:key'), 'usr_1:key').reveal()).toBe(plain.reveal());
  });

  it('refuses a sealed value that was moved to another owner (AAD)', () => {
    const sealed = box.seal(plain, 'usr_1:key');
    expect(() => box.open(sealed, 'usr_2:key')).toThrow(DecryptError);
  });

  it.each(['iv', 'ciphertext'] as const)('refuses a changed %s', (field) => {
    const sealed = box.seal(plain, 'a');
    const bytes = Buffer.from(sealed[field], 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(() => box.open({ ...sealed, [field]: bytes.toString('base64') }, 'a')).toThrow(DecryptError);
  });

  it('never uses an IV twice', () => {
    const ivs = Array.from({ length: 500 }, () => box.seal(plain, 'a').iv);
    expect(new Set(ivs).size).toBe(500);
    expect(Buffer.from(ivs[0] ?? '', 'base64')).toHaveLength(12);
  });

  it('reads with an old key while a new one writes', () => {
    const rotated = new SecretBox([second, first]);
    expect(rotated.open(box.seal(plain, 'a'), 'a').reveal()).toBe(plain.reveal());
    expect(rotated.seal(plain, 'a').keyId).toBe('k2');
  });

  it('names the missing master key', () => {
    const sealed = new SecretBox([second]).seal(plain, 'a');
    expect(() => box.open(sealed, 'a')).toThrow(/"k2" is not configured/);
  });

  it('refuses a value too short to hold a tag', () => {
    expect(() => box.open({ keyId: 'k1', iv: 'AAAA', ciphertext: 'AAAA' }, 'a')).toThrow(DecryptError);
  });
});
