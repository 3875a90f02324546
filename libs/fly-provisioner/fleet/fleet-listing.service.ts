import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyInventory } from '../adapters/fly-inventory.js';
import { type Fleet, toObservedMachine, toObservedVolume } from '../domain/observed.js';
import { FleetMirror, type Listed, type MirroredKind } from '../persistence/fleet-mirror.js';

/** Changes reach Fly's list late and not in order, so each listing begins a little before the end of the last one. */
const OVERLAP_MS = 5 * 60_000;
/** What a list of changes can miss is found by a list of everything. */
const FULL_EVERY_MS = 60 * 60_000;

export interface ListingOptions {
  /** Everything, whatever was listed before. */
  full: boolean;
  onCall: () => void;
  signal: AbortSignal;
}

/** Reads what the organisation has at Fly: everything once an hour and on demand, else what changed. */
@Injectable()
export class FleetListing {
  constructor(
    private readonly inventory: FlyInventory,
    private readonly mirror: FleetMirror,
    private readonly clock: Clock,
  ) {}

  /** @throws FlyError; nothing is half listed then, because a list is kept only when it is complete. */
  async read(options: ListingOptions): Promise<Fleet> {
    const asOf = this.clock.now();
    const { onCall, signal } = options;
    const apps = new Set(await this.inventory.apps({ onCall, signal }));
    const blindRegions = await this.machines(options);
    await this.volumes(options);
    const [machines, volumes] = await Promise.all([this.mirror.machines(), this.mirror.volumes()]);
    return { apps, machines, volumes, blindRegions: new Set(blindRegions), asOf };
  }

  private async machines({ full, onCall, signal }: ListingOptions): Promise<string[]> {
    const since = await this.since('machine', full);
    const { machines, blindRegions } = await this.inventory.machines({ since, onCall, signal });
    const listed = sort(machines, toObservedMachine);
    // A list with a hole takes nothing away.
    const known = (await this.mirror.listing('machine')) !== null;
    if (since || (blindRegions.length > 0 && known)) await this.mirror.merge('machine', listed);
    else await this.mirror.replace('machine', listed);
    return blindRegions;
  }

  private async volumes({ full, onCall, signal }: ListingOptions): Promise<void> {
    const since = await this.since('volume', full);
    const listed = sort(await this.inventory.volumes({ since, onCall, signal }), toObservedVolume);
    if (since) await this.mirror.merge('volume', listed);
    else await this.mirror.replace('volume', listed);
  }

  private async since(kind: MirroredKind, full: boolean): Promise<Date | undefined> {
    const last = await this.mirror.listing(kind);
    if (full || !last?.newestAt) return undefined;
    if (this.clock.now().getTime() - last.fullAt.getTime() >= FULL_EVERY_MS) return undefined;
    return new Date(last.newestAt.getTime() - OVERLAP_MS);
  }
}

function sort<T extends { id: string; updated_at?: string }, O>(
  listed: readonly T[],
  observe: (thing: T) => O | null,
): Listed<O> {
  const seen = listed.map((thing) => ({ id: thing.id, observed: observe(thing) }));
  const newest = listed
    .flatMap(({ updated_at: at }) => at ?? [])
    .sort()
    .at(-1);
  return {
    there: seen.flatMap(({ observed }) => observed ?? []),
    gone: seen.flatMap(({ id, observed }) => (observed === null ? [id] : [])),
    newestAt: newest === undefined ? null : new Date(newest),
  };
}
