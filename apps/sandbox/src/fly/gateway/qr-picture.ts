import { encode } from 'fast-png';
import { encodeQR } from 'qr';

/** What a phone's camera needs: a white border of four modules, and modules it can tell apart. */
const QUIET_MODULES = 4;
const PIXELS_A_MODULE = 4;

/**
 * A text as a QR code, in the form OpenClaw hands it out: a PNG as a data URL.
 *
 * @throws Error when the text does not fit into a QR code (2,953 bytes).
 */
export function qrDataUrl(text: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET_MODULES, scale: PIXELS_A_MODULE });
  const pixels = rows.flatMap((row) => row.map((dark) => (dark ? 0 : 255)));
  const png = encode({
    width: rows.length,
    height: rows.length,
    data: Uint8Array.from(pixels),
    depth: 8,
    channels: 1,
  });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
