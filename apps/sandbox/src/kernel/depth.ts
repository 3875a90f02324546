/** No vendor takes deeper bodies, and walking one would run out of stack. */
const DEEPEST = 200;

/** True when objects and lists are nested deeper than anything sensible. Does not recurse. */
export function tooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).filter((it) => typeof it === 'object' && it !== null);
}
