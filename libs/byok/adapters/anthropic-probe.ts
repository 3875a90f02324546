import Anthropic, { APIConnectionTimeoutError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';
import type { Verdict } from '@automna/contracts';
import { AppConfig, AppLogger, type Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { type ProbeAnswer, classify, isPending } from '../domain/verdict.js';

/** A save never waits longer than this for a slow vendor, all attempts together. */
const BUDGET_MS = 9_500;
const ATTEMPT_MS = 4_000;
const ATTEMPTS = 2;

/** Cheapest line first; a line the vendor adds later comes after these. */
const LINES_BY_PRICE = ['haiku', 'sonnet', 'opus'];

export interface ProbeResult {
  verdict: Verdict;
  /** The model the paid check was made with; null when it did not come to that. */
  model: string | null;
}

/** Picks the cheapest active model of the live list; ids are never hard-coded, because they retire. */
export function cheapestModel(
  models: readonly Pick<ModelInfo, 'id' | 'lifecycle' | 'line'>[],
): string | null {
  const rank = (line: string | null) => {
    const index = LINES_BY_PRICE.indexOf(line ?? '');
    return index < 0 ? LINES_BY_PRICE.length : index;
  };
  const active = models.filter((model) => model.lifecycle === 'active');
  const candidates = active.length > 0 ? active : models;
  return candidates.toSorted((a, b) => rank(a.line) - rank(b.line))[0]?.id ?? null;
}

/**
 * Asks Anthropic about a key: the model list (free) proves that it authenticates, a one-token message on the
 * cheapest model that its account can pay. Transient failures are tried once more within the budget; a decided
 * answer, including "slow down", is taken at once.
 */
@Injectable()
export class AnthropicProbe {
  constructor(
    private readonly config: AppConfig,
    private readonly logger: AppLogger,
  ) {}

  async check(key: Secret): Promise<ProbeResult> {
    const deadline = AbortSignal.timeout(BUDGET_MS);
    const client = new Anthropic({
      apiKey: key.reveal(),
      authToken: null,
      baseURL: this.config.anthropic.apiUrl,
      timeout: ATTEMPT_MS,
      maxRetries: 0,
    });
    let models: ModelInfo[] = [];
    const listed = await this.ask(deadline, async () => {
      models = (await client.models.list({ limit: 100 }, { signal: deadline })).data;
    });
    if (listed !== 'valid') return { verdict: listed, model: null };
    const model = cheapestModel(models);
    if (model === null) return { verdict: 'forbidden', model: null };
    const verdict = await this.ask(deadline, async () => {
      await client.messages.create(
        { model, max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] },
        { signal: deadline },
      );
    });
    return { verdict, model };
  }

  private async ask(deadline: AbortSignal, call: () => Promise<void>): Promise<Verdict> {
    let verdict: Verdict = 'unverified';
    for (let attempt = 1; attempt <= ATTEMPTS && !deadline.aborted; attempt += 1) {
      const answer = await call().then((): ProbeAnswer => ({ kind: 'ok' }), toAnswer);
      verdict = classify(answer);
      if (verdict === 'unexpected') {
        this.logger.warn('Anthropic gave an unexpected answer to a key check', {
          status: answer.kind === 'http' ? answer.status : null,
          type: answer.kind === 'http' ? answer.type : null,
        });
      }
      if (!isPending(verdict)) return verdict;
    }
    return verdict;
  }
}

/** The SDK's errors as data. Bodies stay here: they may quote the request. */
export function toAnswer(error: unknown): ProbeAnswer {
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return { kind: 'timeout' };
  if (error instanceof APIError && typeof error.status === 'number') {
    return {
      kind: 'http',
      status: error.status,
      type: error.type,
      code: error.errorCode,
      message: error.apiMessage,
    };
  }
  return { kind: 'connection' };
}
