import { describe, expect, it } from '@jest/globals';
import { decode } from 'fast-png';
import { decodeQR } from 'qr/decode.js';
import { qrDataUrl } from './qr-picture.js';

const TEXT = '2@abcdef0123456789,scan me';

/** Looks at the picture as a camera would. */
function scan(url: string) {
  const png = Buffer.from(url.split(',')[1] ?? '', 'base64');
  const { width, height, data, channels } = decode(png);
  expect(channels).toBe(1);
  const pixels = Uint8Array.from(data);
  const rgb = Uint8Array.from({ length: 3 * pixels.length }, (_, at) => pixels[Math.floor(at / 3)] ?? 0);
  // The decoder stops its optional tries after one frame of a camera; a busy machine may need longer.
  return { width, height, pixels, text: decodeQR({ width, height, data: rgb }, { timeLimit: 10_000 }) };
}

describe('the code a phone scans', () => {
  it('is a PNG as a data URL, small enough for the gateway to be sent back to it', () => {
    const url = qrDataUrl(TEXT);
    expect(url).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/);
    expect(url.length).toBeLessThan(16_384);
  });

  it.each([
    TEXT,
    'ä',
    `2@0123456789abcdef,POST /_sandbox/fly/machines/${'d'.repeat(14)}/whatsapp {"scan":true}`,
  ])('says what it was made from: %s', (text) => {
    expect(scan(qrDataUrl(text)).text).toBe(text);
  });

  it('has a white border of four modules, which scanners need', () => {
    const { width, height, pixels } = scan(qrDataUrl(TEXT));
    expect(height).toBe(width);
    const dark = [...pixels.keys()].filter((at) => pixels[at] === 0);
    expect(Math.min(...dark.map((at) => at % width))).toBe(16);
    expect(Math.max(...dark.map((at) => Math.floor(at / width)))).toBe(height - 17);
  });
});
