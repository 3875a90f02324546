/** Long enough for a test followed by a save, and for the hourly checks of an empty account. */
const KEPT_MS = 6 * 3_600_000;
const MOST = 1_000;

/**
 * Which model was found for a key in the live list, so that asking again costs one call less. By fingerprint, because
 * the list depends on the key's workspace. A model that is gone meanwhile is noticed by the call and forgotten.
 */
export class ModelMemory {
  private readonly known = new Map<string, { model: string; until: number }>();

  get(fingerprint: string, now: Date): string | null {
    const entry = this.known.get(fingerprint);
    return entry && entry.until > now.getTime() ? entry.model : null;
  }

  set(fingerprint: string, model: string, now: Date): void {
    this.known.delete(fingerprint);
    this.known.set(fingerprint, { model, until: now.getTime() + KEPT_MS });
    const oldest = this.known.keys().next();
    if (this.known.size > MOST && !oldest.done) this.known.delete(oldest.value);
  }

  forget(fingerprint: string): void {
    this.known.delete(fingerprint);
  }
}
