import type Anthropic from '@anthropic-ai/sdk';
import { ApiError } from './errors.js';

type Model = Anthropic.ModelInfo;
export type Lifecycle = Model['lifecycle'];

const yes = { supported: true };

const CAPABILITIES: Anthropic.ModelCapabilities = {
  batch: yes,
  citations: yes,
  code_execution: yes,
  context_management: {
    supported: true,
    clear_thinking_20251015: yes,
    clear_tool_uses_20250919: yes,
    compact_20260112: yes,
  },
  effort: { supported: true, low: yes, medium: yes, high: yes, max: yes, xhigh: yes },
  image_input: yes,
  pdf_input: yes,
  server_tools: { supported: true, code_execution: yes, web_search: yes },
  structured_outputs: yes,
  thinking: { supported: true, types: { adaptive: yes, between_tools: yes, disabled: yes, enabled: yes } },
};

type Row = [
  id: string,
  name: string,
  line: Model['line'],
  released: string,
  deprecated?: string,
  retires?: string,
];

/** Newest first, as the vendor lists them. Dates of release are plausible, the life cycle dates are real. */
const ROWS: Row[] = [
  ['claude-opus-5-5', 'Claude Opus 5.5', 'opus', '2026-10-21'],
  ['claude-sonnet-5-5', 'Claude Sonnet 5.5', 'sonnet', '2026-10-21'],
  ['claude-haiku-5-5', 'Claude Haiku 5.5', 'haiku', '2026-10-21'],
  ['claude-fable-5-2', 'Claude Fable 5.2', 'fable', '2026-10-01'],
  ['claude-mythos-5-2', 'Claude Mythos 5.2', 'mythos', '2026-10-01'],
  ['claude-fable-5-1', 'Claude Fable 5.1', 'fable', '2026-08-12'],
  ['claude-mythos-5-1', 'Claude Mythos 5.1', 'mythos', '2026-08-12'],
  ['claude-opus-5', 'Claude Opus 5', 'opus', '2026-06-18'],
  ['claude-sonnet-5', 'Claude Sonnet 5', 'sonnet', '2026-06-18'],
  ['claude-opus-4-8', 'Claude Opus 4.8', 'opus', '2026-05-06'],
  ['claude-opus-4-7', 'Claude Opus 4.7', 'opus', '2026-04-02'],
  ['claude-sonnet-4-6', 'Claude Sonnet 4.6', 'sonnet', '2026-02-17'],
  ['claude-opus-4-6', 'Claude Opus 4.6', 'opus', '2026-02-05'],
  ['claude-opus-4-5-20251101', 'Claude Opus 4.5', 'opus', '2025-11-24'],
  ['claude-haiku-4-5-20251001', 'Claude Haiku 4.5', 'haiku', '2025-10-15'],
  ['claude-sonnet-4-5-20250929', 'Claude Sonnet 4.5', 'sonnet', '2025-09-29', '2026-08-30', '2026-11-30'],
  ['claude-sonnet-4-20250514', 'Claude Sonnet 4', 'sonnet', '2025-05-14', '2026-04-14', '2026-06-15'],
];

const RETIRED = new Set(['claude-sonnet-4-20250514']);

const ALIASES: Record<string, string> = {
  'claude-opus-4-5': 'claude-opus-4-5-20251101',
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929',
};

function toModel([id, name, line, released, deprecated, retires]: Row): Model {
  return {
    id,
    type: 'model',
    display_name: name,
    line,
    created_at: `${released}T00:00:00Z`,
    lifecycle: RETIRED.has(id) ? 'retired' : deprecated ? 'deprecated' : 'active',
    deprecated_at: deprecated ? `${deprecated}T00:00:00Z` : null,
    retires_at: retires ? `${retires}T00:00:00Z` : null,
    max_input_tokens: line === 'haiku' ? 200_000 : 1_000_000,
    max_tokens: line === 'haiku' ? 64_000 : 128_000,
    capabilities: CAPABILITIES,
  };
}

/** The model catalogue. A test can retire a model while it runs. */
export class ModelCatalogue {
  private models = ROWS.map(toModel);

  /** One page, newest first. */
  list(query: { limit: number; afterId?: string; beforeId?: string; lifecycles: Lifecycle[] }) {
    const all = this.models.filter((model) => query.lifecycles.includes(model.lifecycle));
    let from = 0;
    let to = all.length;
    if (query.afterId !== undefined) from = indexOf(all, query.afterId, 'after_id') + 1;
    if (query.beforeId !== undefined) {
      to = indexOf(all, query.beforeId, 'before_id');
      from = Math.max(from, to - query.limit);
    }
    const data = all.slice(from, Math.min(to, from + query.limit));
    const more = query.beforeId === undefined ? from + data.length < to : from > 0;
    return { data, has_more: more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  }

  /** One model by id or alias, retired ones included. */
  get(id: string): Model {
    const found = this.models.find((model) => model.id === (ALIASES[id] ?? id));
    if (!found) throw new ApiError(404, `model: ${id}`);
    return found;
  }

  /** A model that still answers. */
  callable(id: string): Model {
    const model = this.get(id);
    if (model.lifecycle === 'retired') throw new ApiError(404, `model: ${id}`);
    return model;
  }

  /** Moves a model through its life. */
  setLifecycle(id: string, lifecycle: Lifecycle, now: Date): Model {
    const model = this.get(id);
    const date = now.toISOString();
    model.lifecycle = lifecycle;
    model.deprecated_at = lifecycle === 'active' ? null : (model.deprecated_at ?? date);
    model.retires_at = lifecycle === 'retired' ? date : lifecycle === 'active' ? null : model.retires_at;
    return model;
  }

  /** The catalogue as it is now. */
  save(): Model[] {
    return this.models;
  }

  /** The life cycles of a kept catalogue, put on today's: a newer sandbox may know more models. */
  load(kept: Model[]): void {
    this.reset();
    for (const { id, lifecycle, deprecated_at, retires_at } of kept) {
      const model = this.models.find((it) => it.id === id);
      if (model) Object.assign(model, { lifecycle, deprecated_at, retires_at });
    }
  }

  reset(): void {
    this.models = ROWS.map(toModel);
  }
}

function indexOf(models: Model[], id: string, name: string): number {
  const index = models.findIndex((model) => model.id === (ALIASES[id] ?? id));
  if (index < 0) throw new ApiError(400, `${name}: no model "${id}" in this list`);
  return index;
}
