import Anthropic, { APIConnectionTimeoutError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import type { Verdict } from '@automna/contracts';
import { AppConfig, AppLogger, Clock, type Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { modelsByPrice } from '../domain/model-choice.js';
import { NO_ADVICE, type RetryAdvice, mayHelpToRepeat, readAdvice } from '../domain/probe-advice.js';
import { type ProbeAnswer, classify, isPending } from '../domain/verdict.js';
import { ModelMemory } from './model-memory.js';

/** How long things may take. A save never waits longer for a slow vendor than the budget, all attempts together. */
export const PROBE_TIMES = { budgetMs: 9_500, attemptMs: 4_000, pauseMs: 500 };

const ATTEMPTS = 2;
/** A workspace may forbid the cheapest model and allow the next one. */
const MODELS_TRIED = 3;

export interface ProbeResult {
  verdict: Verdict;
  /** The model the paid check was made with; null when it did not come to that. */
  model: string | null;
  /** Anthropic does not want to be asked again before that. */
  retryAfterMs?: number;
}

interface Asked {
  verdict: Verdict;
  advice: RetryAdvice;
}

interface Call {
  client: Anthropic;
  signal: AbortSignal;
  endsAt: number;
}

/**
 * Asks Anthropic about a key: the model list (free) proves that it authenticates, a one-token message on the cheapest
 * model that its account can pay. What may pass is asked once more, when and as Anthropic's headers say and only
 * within the budget; a decided answer, including "slow down", is taken at once.
 */
@Injectable()
export class AnthropicProbe {
  private readonly models = new ModelMemory();

  constructor(
    private readonly config: AppConfig,
    private readonly logger: AppLogger,
    private readonly clock: Clock,
  ) {}

  protected get times(): typeof PROBE_TIMES {
    return PROBE_TIMES;
  }

  async check(key: Secret): Promise<ProbeResult> {
    const { budgetMs, attemptMs } = this.times;
    const call: Call = {
      signal: AbortSignal.timeout(budgetMs),
      endsAt: performance.now() + budgetMs,
      client: new Anthropic({
        apiKey: key.reveal(),
        authToken: null,
        baseURL: this.config.anthropic.apiUrl,
        timeout: attemptMs,
        maxRetries: 0,
        // The environment must not be able to make the client talk about its requests, nor anybody send the key on.
        logLevel: 'off',
        fetchOptions: { redirect: 'manual' },
      }),
    };
    return (await this.onKnownModel(call, key.fingerprint())) ?? this.fromTheList(call, key.fingerprint());
  }

  /** Null when the list has to be asked: no model is known, or the known one would not do any more. */
  private async onKnownModel(call: Call, fingerprint: string): Promise<ProbeResult | null> {
    const model = this.models.get(fingerprint, this.clock.now());
    if (model === null) return null;
    const paid = await this.pay(call, model);
    if (paid.verdict !== 'forbidden' && paid.verdict !== 'unexpected') return toResult(paid, model);
    this.models.forget(fingerprint);
    return null;
  }

  private async fromTheList(call: Call, fingerprint: string): Promise<ProbeResult> {
    let candidates: string[] = [];
    const listed = await this.ask(call, async () => {
      const page = await call.client.models.list({ limit: 100 }, { signal: call.signal });
      if (!Array.isArray(page.data)) return false;
      candidates = modelsByPrice(page.data.filter((model) => typeof model?.id === 'string'));
      return candidates.length > 0;
    });
    if (listed.verdict !== 'valid') return toResult(listed, null);
    let result: ProbeResult = { verdict: 'unexpected', model: null };
    for (const model of candidates.slice(0, MODELS_TRIED)) {
      const paid = await this.pay(call, model);
      result = toResult(paid, model);
      if (paid.verdict === 'forbidden' || paid.verdict === 'unexpected') continue;
      if (!isPending(paid.verdict)) this.models.set(fingerprint, model, this.clock.now());
      break;
    }
    return result;
  }

  private pay({ client, signal, endsAt }: Call, model: string): Promise<Asked> {
    return this.ask({ client, signal, endsAt }, async () => {
      const answer = await client.messages.create(
        { model, max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] },
        { signal },
      );
      return (answer as { type?: unknown } | null)?.type === 'message';
    });
  }

  /** `attempt` gives false for an answer that is not Anthropic's. */
  private async ask({ signal, endsAt }: Call, attempt: () => Promise<boolean>): Promise<Asked> {
    let asked: Asked = { verdict: 'unverified', advice: NO_ADVICE };
    for (let count = 1; count <= ATTEMPTS && !signal.aborted; count += 1) {
      const [answer, advice] = await attempt().then(
        (good): [ProbeAnswer, RetryAdvice] => [{ kind: good ? 'ok' : 'garbage' }, NO_ADVICE],
        (error: unknown): [ProbeAnswer, RetryAdvice] => [toAnswer(error), this.adviceOf(error)],
      );
      asked = { verdict: classify(answer), advice };
      this.mention(answer, asked.verdict);
      if (!isPending(asked.verdict) || !mayHelpToRepeat(answer, advice)) return asked;
      const wait = advice.afterMs ?? this.times.pauseMs;
      if (count === ATTEMPTS || performance.now() + wait >= endsAt) return asked;
      await pause(wait);
    }
    return asked;
  }

  private adviceOf(error: unknown): RetryAdvice {
    return error instanceof APIError ? readAdvice(error.headers, this.clock.now()) : NO_ADVICE;
  }

  /** Without the body: it may quote the request. */
  private mention(answer: ProbeAnswer, verdict: Verdict): void {
    if (verdict !== 'unexpected') return;
    this.logger.warn('Anthropic gave an unexpected answer to a key check', {
      kind: answer.kind,
      status: answer.kind === 'http' ? answer.status : null,
      type: answer.kind === 'http' ? answer.type : null,
    });
  }
}

function toResult({ verdict, advice }: Asked, model: string | null): ProbeResult {
  const result = { verdict, model };
  return advice.afterMs === null ? result : { ...result, retryAfterMs: advice.afterMs };
}

/** The SDK's errors as data. Bodies stay here: they may quote the request. */
export function toAnswer(error: unknown): ProbeAnswer {
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return { kind: 'timeout' };
  if (error instanceof APIError && typeof error.status === 'number') {
    return {
      kind: 'http',
      status: error.status,
      type: typeof error.type === 'string' ? error.type : null,
      code: error.errorCode,
      message: typeof error.apiMessage === 'string' ? error.apiMessage : null,
    };
  }
  return { kind: 'connection' };
}
