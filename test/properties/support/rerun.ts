/**
 * How a failing case is run again: fast-check prints `seed` and `path`, and these variables hand them back.
 * `PROPERTY_SEED=… PROPERTY_PATH=… npm test -- properties`.
 */
export function rerunnable(): { seed?: number; path?: string } {
  const { PROPERTY_SEED: seed, PROPERTY_PATH: path } = process.env;
  return { ...(seed ? { seed: Number(seed) } : {}), ...(path ? { path } : {}) };
}
