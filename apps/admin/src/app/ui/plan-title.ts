import { PLANS, isPlanName } from '@automna/contracts';
import { humanise } from './state-labels.js';

/** `Pro` for a plan of the catalogue; an old plan's name as it is; a dash is the caller's business. */
export function planTitle(plan: string | null): string | null {
  if (!plan) return null;
  return isPlanName(plan) ? PLANS[plan].title : humanise(plan);
}
