// Every repetition has an end: an engine that goes back over megabytes of one letter runs out of stack.

/** A whole key of any kind customers may paste; masked ones (`sk-ant-api03-…abcd`) do not look like this. */
const KEY = /sk-ant-(?:api|oat|admin)\d{2}-[A-Za-z0-9_-]{16,200}/;

/** `sk-ant-` in hexadecimal digits, and what follows. */
const HEX = /736b2d616e742d(?:[0-9a-f]{2}){12,400}/gi;
/** Somebody who encodes more than a URL needs. */
const PERCENT = /sk%2dant%2d(?:api|oat|admin)\d{2}(?:%2d|-)[\w%-]{16,400}/i;

/** Base64 of a part depends on where in a group of three bytes it begins; each way, without the ends others shape. */
const BASE64 = [0, 1, 2].map((shift) => {
  const text = Buffer.concat([Buffer.alloc(shift), Buffer.from('sk-ant-')]).toString('base64');
  const cut = Math.ceil((shift * 8) / 6);
  const core = text.slice(cut, Math.floor(((shift + 7) * 8) / 6));
  return { cut, run: new RegExp(`${core}[A-Za-z0-9+/_-]{20,400}`, 'g') };
});

/** A decoded key; its first letter is shared with what stood before it. */
const DECODED = new RegExp(KEY.source.slice(1));

/** Length of the pieces of known keys that are looked for: any 2 n - 1 characters of one in a row are found. */
const PIECE = 12;
const RUN = new RegExp(`[A-Za-z0-9_-]{${2 * PIECE - 1},4096}`, 'g');
const ORDERED = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * Finds Anthropic keys in any text: whole ones as they are, in base64, hexadecimal digits or percent signs, and of keys
 * it was told about also pieces, as they are left when a key is wrapped over lines or cut off.
 */
export class KeySearch {
  private readonly pieces = new Set<string>();

  /** Learns the keys in a text where they belong. @returns how many there were */
  learn(text: string): number {
    const keys = text.match(new RegExp(KEY, 'g')) ?? [];
    for (const key of keys) {
      for (let at = key.indexOf('-', 8) + 1; at + PIECE <= key.length; at += 1) {
        const piece = key.slice(at, at + PIECE);
        // Rows of the alphabet, as made-up keys have them, occur everywhere.
        if (new Set(piece).size > 4 && !ORDERED.includes(piece.toLowerCase())) this.pieces.add(piece);
      }
    }
    return keys.length;
  }

  /** Where in the text a key, or much of one, stands in whatever form; null when it holds none. */
  find(text: string): { form: string; index: number } | null {
    const plain = KEY.exec(text);
    if (plain) return { form: 'a key', index: plain.index };
    const percent = PERCENT.exec(text);
    if (percent) return { form: 'a key in percent signs', index: percent.index };
    return this.inHex(text) ?? this.inBase64(text) ?? this.inPieces(text);
  }

  private inHex(text: string) {
    for (const { 0: digits, index } of text.matchAll(HEX)) {
      if (KEY.test(Buffer.from(digits, 'hex').toString('latin1')))
        return { form: 'a key in hexadecimal', index };
    }
    return null;
  }

  private inBase64(text: string) {
    for (const { run, cut } of BASE64) {
      for (const { 0: found, index } of text.matchAll(run)) {
        const decoded = Buffer.from('A'.repeat(cut) + found, 'base64').toString('latin1');
        if (DECODED.test(decoded)) return { form: 'a key in base64', index };
      }
    }
    return null;
  }

  private inPieces(text: string) {
    if (this.pieces.size === 0) return null;
    for (const { 0: run, index } of text.matchAll(RUN)) {
      for (let at = 0; at + PIECE <= run.length; at += PIECE) {
        if (this.pieces.has(run.slice(at, at + PIECE))) return { form: 'a part of a key', index: index + at };
      }
    }
    return null;
  }
}
