import { ApiError } from './errors.js';
import type { Lifecycle } from './models.js';

const LIFECYCLES: readonly Lifecycle[] = ['active', 'deprecated', 'retired'];

/** The query of GET /v1/models, with the vendor's defaults: 20 a page, retired models only when asked for. */
export function parseModelQuery(query: Record<string, unknown>) {
  return {
    limit: limitOf(query['limit']),
    afterId: idOf(query['after_id']),
    beforeId: idOf(query['before_id']),
    lifecycles: lifecyclesOf(query['lifecycle[]'] ?? query['lifecycle']),
  };
}

function limitOf(value: unknown): number {
  if (value === undefined) return 20;
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw new ApiError(400, 'limit: Input should be a whole number from 1 to 1000');
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function lifecyclesOf(value: unknown): Lifecycle[] {
  if (value === undefined) return ['active', 'deprecated'];
  const asked = [value].flat().flatMap((it) => String(it).split(','));
  return asked.map((it) => {
    const known = LIFECYCLES.find((lifecycle) => lifecycle === it);
    if (!known) throw new ApiError(400, `lifecycle: Input should be ${LIFECYCLES.join(', ')}`);
    return known;
  });
}
