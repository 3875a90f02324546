import { type Catalogue, isPlanName, PLANS } from '@automna/contracts';

/** What people call a plan: `Pro`, `lite (former plan)`. Null for none, and for a price that stands for none. */
export function planTitle(catalogue: Catalogue | null, name: string | null): string | null {
  if (name === null) return null;
  if (catalogue === 'legacy') return `${name} (former plan)`;
  return isPlanName(name) ? PLANS[name].title : name;
}
