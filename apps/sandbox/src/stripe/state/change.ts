import { previousAttributes } from './changes.js';
import type { World } from './world.js';

/** Changes a record and emits `<type>` with what it was before, when anything visible changed. */
export function changeWithEvent<T>(
  world: World,
  type: string,
  record: T,
  serialise: (record: T, world: World) => object,
  change: (record: T) => void,
): void {
  const before = structuredClone(serialise(record, world));
  change(record);
  const after = serialise(record, world);
  const previous = previousAttributes(before, after);
  if (previous) world.emit(type, after, previous);
}
