import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { qrModules } from './qr-code.js';
import { qrDataUrl } from './qr-picture.js';

const TEXT = '2@abcdef0123456789,scan me';
/** The same text by another encoder (byte mode, version 5, level L, mask 0), rows joined, one letter for a module. */
const BY_ANOTHER = '23fc43505961d38f7bf5076abd64221a86d5655240b34aa86395f53eceec2fff';

const drawn = (modules: boolean[][]) => modules.map((row) => row.map(Number).join('')).join('\n');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the code a phone scans', () => {
  it('is the one that any other encoder makes', () => {
    expect(digest(drawn(qrModules(TEXT)))).toBe(BY_ANOTHER);
  });

  it('is another one for another text', () => {
    expect(drawn(qrModules('a'))).not.toBe(drawn(qrModules('b')));
  });

  it('holds 106 bytes and says so', () => {
    expect(qrModules('ä'.repeat(53))).toHaveLength(37);
    expect(() => qrModules('x'.repeat(107))).toThrow('106 bytes');
  });

  it('becomes a small PNG with a quiet zone', () => {
    const url = qrDataUrl(TEXT);
    expect(url).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/);
    const png = Buffer.from(url.split(',')[1] ?? '', 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([180, 180]);
    const length = png.readUInt32BE(33);
    const lines = inflateSync(png.subarray(41, 41 + length));
    const pixel = (x: number, y: number) => ((lines[y * 24 + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
    const modules = qrModules(TEXT);
    for (const at of [0, 1, 7, 20, 36]) {
      expect(pixel((at + 4) * 4, 17 * 4)).toBe(modules[13]?.[at] ? 0 : 1);
      expect([pixel(at % 16, at), pixel(179 - (at % 16), at)]).toEqual([1, 1]);
    }
  });
});
