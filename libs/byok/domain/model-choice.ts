import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';

/** Cheapest line first; a line the vendor adds later comes after these. */
const LINES_BY_PRICE = ['haiku', 'sonnet', 'opus'];

type Listed = Pick<ModelInfo, 'id' | 'lifecycle' | 'line'>;

/** The models of the live list, cheapest active one first; ids are never hard-coded, because they retire. */
export function modelsByPrice(models: readonly Listed[]): string[] {
  const rank = (line: string | null) => {
    const index = LINES_BY_PRICE.indexOf(line ?? '');
    return index < 0 ? LINES_BY_PRICE.length : index;
  };
  const active = models.filter((model) => model.lifecycle === 'active');
  const candidates = active.length > 0 ? active : models;
  return candidates.toSorted((a, b) => rank(a.line) - rank(b.line)).map((model) => model.id);
}
