import { correction } from './qr-correction.js';

/** Version 5 at the lowest correction: the largest code whose words are one block. */
const SIZE = 37;
const DATA_WORDS = 108;
const CORRECTION_WORDS = 26;
const ALIGNMENT = 30;
const LONGEST = DATA_WORDS - 2;

type Grid = (boolean | undefined)[][];

/** A text of at most 106 bytes as a QR code, dark modules being true, without the quiet zone. */
export function qrModules(text: string): boolean[][] {
  const grid: Grid = Array.from({ length: SIZE }, () => Array<boolean | undefined>(SIZE).fill(undefined));
  drawFixed(grid);
  const words = wordsOf(text);
  drawWords(grid, [...words, ...correction(words, CORRECTION_WORDS)]);
  return grid.map((row) => row.map((dark) => dark === true));
}

function wordsOf(text: string): number[] {
  const bytes = [...Buffer.from(text, 'utf8')];
  if (bytes.length > LONGEST) throw new RangeError(`A QR code of this size holds ${LONGEST} bytes.`);
  // Four bits that say "bytes", eight with their number, the bytes, four that say "end": two words more than bytes.
  const half = [4, bytes.length >> 4, bytes.length & 15, ...bytes.flatMap((it) => [it >> 4, it & 15]), 0];
  const words = Array.from(
    { length: half.length / 2 },
    (_, at) => 16 * (half[2 * at] ?? 0) + (half[2 * at + 1] ?? 0),
  );
  while (words.length < DATA_WORDS) words.push((words.length - bytes.length) % 2 === 0 ? 0xec : 0x11);
  return words;
}

function drawFixed(grid: Grid): void {
  for (let at = 0; at < SIZE; at += 1) {
    put(grid, 6, at, at % 2 === 0);
    put(grid, at, 6, at % 2 === 0);
  }
  for (const [row, column] of [[3, 3], [3, SIZE - 4], [SIZE - 4, 3]] as const) {
    square(grid, row, column, 4, (ring) => ring !== 2 && ring !== 4);
  } // prettier-ignore
  square(grid, ALIGNMENT, ALIGNMENT, 2, (ring) => ring !== 1);
  const format = formatBits();
  const bit = (at: number) => ((format >> at) & 1) === 1;
  for (let at = 0; at < 15; at += 1) {
    const along = at < 6 ? at : at < 8 ? at + 1 : SIZE - 15 + at;
    put(grid, along, 8, bit(at));
    const across = at < 8 ? SIZE - 1 - at : at === 8 ? 7 : 14 - at;
    put(grid, 8, across, bit(at));
  }
  put(grid, SIZE - 8, 8, true);
}

/** Correction level L and mask 0, protected by their own code. */
function formatBits(): number {
  const data = 0b01000;
  let rest = data << 10;
  for (let at = 14; at >= 10; at -= 1) if ((rest >> at) & 1) rest ^= 0b10100110111 << (at - 10);
  return ((data << 10) | rest) ^ 0b101010000010010;
}

/** In pairs of columns from the right, upwards and downwards in turn, around what is drawn already. */
function drawWords(grid: Grid, words: readonly number[]): void {
  let next = 0;
  for (let right = SIZE - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < SIZE; step += 1) {
      const row = upwards ? SIZE - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row]?.[column] !== undefined) continue;
        const dark = (((words[next >> 3] ?? 0) >> (7 - (next & 7))) & 1) === 1;
        put(grid, row, column, dark !== ((row + column) % 2 === 0));
        next += 1;
      }
    }
  }
}

/** Rings around a centre; what falls outside is left out. */
function square(grid: Grid, row: number, column: number, radius: number, dark: (ring: number) => boolean) {
  for (let down = -radius; down <= radius; down += 1) {
    for (let across = -radius; across <= radius; across += 1) {
      put(grid, row + down, column + across, dark(Math.max(Math.abs(down), Math.abs(across))));
    }
  }
}

function put(grid: Grid, row: number, column: number, dark: boolean): void {
  const line = grid[row];
  if (line && column >= 0 && column < SIZE) line[column] = dark;
}
