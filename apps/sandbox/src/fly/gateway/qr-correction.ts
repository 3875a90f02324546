/** Powers of two in the field QR codes calculate in, and their logarithms. */
const POWERS = new Uint8Array(255);
const LOGARITHMS = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = value;
  LOGARITHMS[value] = exponent;
  value = value < 128 ? value * 2 : (value * 2) ^ 0x11d;
}

/** The Reed-Solomon words that let a reader repair the given ones: what is left of them after a division. */
export function correction(words: readonly number[], count: number): number[] {
  const divisor = generator(count);
  let rest = Array<number>(count).fill(0);
  for (const word of words) {
    const factor = word ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((value, at) => value ^ times(divisor[at] ?? 0, factor));
  }
  return rest;
}

/** (x - 1)(x - 2)(x - 4)… without its leading one. */
function generator(degree: number): number[] {
  let product = [1];
  for (let at = 0; at < degree; at += 1) {
    const root = POWERS[at] ?? 0;
    product = [...product, 0].map((value, index) => value ^ times(product[index - 1] ?? 0, root));
  }
  return product.slice(1);
}

function times(left: number, right: number): number {
  if (left === 0 || right === 0) return 0;
  return POWERS[((LOGARITHMS[left] ?? 0) + (LOGARITHMS[right] ?? 0)) % 255] ?? 0;
}
