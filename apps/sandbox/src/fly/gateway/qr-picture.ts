import { crc32, deflateSync } from 'node:zlib';
import { qrModules } from './qr-code.js';

const QUIET = 4;
const PIXELS = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A text as a QR code in a PNG that a page can show. */
export function qrDataUrl(text: string): string {
  const modules = qrModules(text);
  const side = (modules.length + 2 * QUIET) * PIXELS;
  const lines = Array.from({ length: side }, (_, y) => line(modules, y, side));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit for a pixel, grey.
  header[8] = 1;
  const parts = [
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return `data:image/png;base64,${Buffer.concat(parts).toString('base64')}`;
}

function line(modules: boolean[][], y: number, side: number): Buffer {
  const row = modules[Math.floor(y / PIXELS) - QUIET];
  // The first byte names the filter: none.
  const bytes = Buffer.alloc(1 + Math.ceil(side / 8));
  for (let x = 0; x < side; x += 1) {
    if (row?.[Math.floor(x / PIXELS) - QUIET]) continue;
    const at = 1 + (x >> 3);
    bytes[at] = (bytes[at] ?? 0) | (0x80 >> (x & 7));
  }
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, check]);
}
