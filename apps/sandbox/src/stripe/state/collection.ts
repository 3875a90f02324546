import { resourceMissing } from '../http/errors.js';
import type { Base } from './records.js';

/** All records of one kind, in the order they were made. */
export class Collection<T extends Base> {
  private readonly records = new Map<string, T>();

  /** `noun` is how Stripe names the kind in "No such customer: 'cus_…'". */
  constructor(readonly noun: string) {}

  add(record: T): T {
    this.records.set(record.id, record);
    return record;
  }

  get(id: string): T | undefined {
    return this.records.get(id);
  }

  /** The record, or "No such …"; `param` says which parameter named it (default: the path). */
  need(id: string, param = 'id'): T {
    const record = this.records.get(id);
    if (!record) throw resourceMissing(this.noun, id, param);
    return record;
  }

  remove(id: string): void {
    this.records.delete(id);
  }

  /** Oldest first. */
  all(): T[] {
    return [...this.records.values()];
  }

  /** Exactly these records from now on. */
  replace(records: readonly T[]): void {
    this.clear();
    records.forEach((record) => this.add(record));
  }

  clear(): void {
    this.records.clear();
  }
}
