import { AppConfig } from '@automna/core';
import { Inject, Injectable, Optional } from '@nestjs/common';
import ky, { type KyInstance } from 'ky';
import { FlyError, flyErrorFrom, flyErrorWithoutAnswer } from './fly-error.js';
import { type FlyAction, FlyPacer } from './fly-pacing.js';
import { Pause } from './pause.js';

/** The way out to the network; tests put a scripted one in its place. */
export const FLY_FETCH = Symbol('FLY_FETCH');

export interface FlyCall {
  method: 'get' | 'post' | 'delete';
  /** Below `/v1/`. */
  path: string;
  app: string;
  action: FlyAction;
  body?: unknown;
  query?: Record<string, string | number>;
  headers?: Record<string, string>;
  /** Whether doing it twice is the same as doing it once; only then it is repeated without looking. */
  repeatable: boolean;
  timeoutMs?: number;
  /** 1 for calls a person is waiting for. */
  attempts?: number;
  /** False only where the caller keeps the pace by itself. */
  paced?: boolean;
  /** The longest wait for a turn, ms; any without it. */
  patienceMs?: number;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 15_000;
const ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 500;
/** Fly may ask for more. Then the call fails with that time on it: a job comes back later, a person is told now. */
const LONGEST_PAUSE_MS = 30_000;

/** The one seam to Fly's Machines API: address, token, time-outs, pace, and retries that know Fly's rules. */
@Injectable()
export class FlyTransport {
  private readonly http: KyInstance;

  constructor(
    config: AppConfig,
    private readonly pacer: FlyPacer,
    private readonly pause: Pause,
    @Optional() @Inject(FLY_FETCH) fetch?: typeof globalThis.fetch,
  ) {
    this.http = ky.create({
      prefixUrl: `${config.fly.apiUrl}/v1`,
      headers: { authorization: `Bearer ${config.fly.token.reveal()}`, 'user-agent': 'automna/1' },
      retry: 0,
      throwHttpErrors: false,
      ...(fetch ? { fetch } : {}),
    });
  }

  /**
   * @throws FlyError after the retries that are safe. 429 was not carried out, so it is always safe; no answer, 408
   * and 5xx only for repeatable calls, or when the connection was never made.
   */
  async send<T>(call: FlyCall): Promise<T> {
    const attempts = call.attempts ?? ATTEMPTS;
    for (let attempt = 1; ; attempt += 1) {
      if (call.paced !== false) {
        await this.pacer.turn(call.app, call.action, call.signal, call.patienceMs);
      }
      try {
        return await this.once<T>(call);
      } catch (error) {
        if (!(error instanceof FlyError) || attempt >= attempts || !mayRepeat(error, call)) throw error;
        const backoff = FIRST_BACKOFF_MS * 2 ** (attempt - 1);
        const pauseMs = Math.max(backoff, error.facts.retryAfterMs ?? 0);
        if (pauseMs > Math.min(LONGEST_PAUSE_MS, call.patienceMs ?? LONGEST_PAUSE_MS)) throw error;
        await this.pause.for(pauseMs, call.signal);
      }
    }
  }

  private async once<T>(call: FlyCall): Promise<T> {
    let answer: Response;
    let text: string;
    try {
      answer = await this.http(call.path, {
        method: call.method,
        timeout: false,
        signal: whole(call),
        ...(call.body === undefined ? {} : { json: call.body }),
        ...(call.query ? { searchParams: call.query } : {}),
        ...(call.headers ? { headers: call.headers } : {}),
      });
      text = await answer.text();
    } catch (error) {
      call.signal?.throwIfAborted();
      throw flyErrorWithoutAnswer(error, call.action);
    }
    const body = parse(text);
    if (!answer.ok) throw flyErrorFrom(answer.status, body, answer.headers, call.action);
    if (body === undefined && text !== '') {
      throw new FlyError('unavailable', `Fly's answer to ${call.action} is not JSON`, {
        status: answer.status,
        outcomeUnknown: true,
      });
    }
    return body as T;
  }
}

/** Ends head and body alike: ky's own time-out ends with the head. */
function whole({ timeoutMs = TIMEOUT_MS, signal }: FlyCall): AbortSignal {
  const late = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([late, signal]) : late;
}

function mayRepeat(error: FlyError, call: FlyCall): boolean {
  if (error.failure === 'rate_limited') return true;
  return error.failure === 'unavailable' && (call.repeatable || !error.facts.outcomeUnknown);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
