import { setTimeout as pause } from 'node:timers/promises';
import type { Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { chatFailureOf, GatewayChatError } from '../domain/chat-failure.js';
import { chatTexts } from './chat-chunks.js';

/** One message to the agent on a machine. */
export interface Question {
  /** Where the machine answers. */
  appUrl: string;
  /** The gateway's token. */
  token: Secret;
  /** Names the conversation: the agent remembers what was said under the same name. */
  session: string;
  text: string;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

export interface ChatTimes {
  /** Until the agent begins to answer, waking up included. */
  firstByteMs: number;
  /** For the whole answer. */
  totalMs: number;
  /** How long a machine may be unreachable because it wakes up. */
  wakeMs: number;
  /** Between two tries while it wakes up. */
  pauseMs: number;
}

export const CHAT_TIMES: ChatTimes = {
  firstByteMs: 60_000,
  totalMs: 5 * 60_000,
  wakeMs: 45_000,
  pauseMs: 1_000,
};

/** A connection that was never made: the message cannot have arrived. A broken one says nothing of the kind. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** What the proxy in front of a machine answers while nobody is behind it. */
const WAKING = [502, 503];
const LONGEST_ERROR = 64 * 1024;

/**
 * Web chat with the agent on a customer's machine: OpenClaw's `/v1/chat/completions`, streamed. Only the new message
 * is sent; the agent keeps the conversation.
 */
@Injectable()
export class GatewayChat {
  /**
   * The answer in pieces, as the agent writes it. Leaving the loop hangs up.
   * @throws GatewayChatError, or the reason of `signal` when that was aborted.
   */
  async *ask(question: Question, times: Partial<ChatTimes> = {}): AsyncGenerator<string, void, undefined> {
    const { firstByteMs, totalMs, wakeMs, pauseMs } = { ...CHAT_TIMES, ...times };
    const late = new AbortController();
    const timers = [setTimeout(() => late.abort('first'), firstByteMs)];
    timers.push(setTimeout(() => late.abort('total'), totalMs));
    const stop = AbortSignal.any([question.signal, late.signal]);
    try {
      const answer = await untilAwake(() => send(question, stop), { wakeMs, pauseMs }, stop);
      clearTimeout(timers[0]);
      yield* chatTexts(await streamOf(answer));
    } catch (error) {
      question.signal.throwIfAborted();
      if (late.signal.reason === 'first') {
        throw new GatewayChatError('silent', 'The agent did not begin to answer in time.');
      }
      throw error instanceof GatewayChatError ? error : broken(error);
    } finally {
      timers.forEach(clearTimeout);
      // Also when the caller stopped reading: the agent need not go on for nobody.
      late.abort();
    }
  }
}

function send({ appUrl, token, session, text }: Question, signal: AbortSignal): Promise<Response> {
  return fetch(`${appUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token.reveal()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      model: 'openclaw',
      stream: true,
      user: session,
      messages: [{ role: 'user', content: text }],
    }),
    redirect: 'error',
    signal,
  });
}

/** Tries again while nothing can have arrived, and not a moment after something did. */
async function untilAwake(
  attempt: () => Promise<Response>,
  { wakeMs, pauseMs }: Pick<ChatTimes, 'wakeMs' | 'pauseMs'>,
  signal: AbortSignal,
): Promise<Response> {
  const deadline = performance.now() + wakeMs;
  for (;;) {
    const answer = await attempt().catch((error: unknown) => {
      if (NO_CONNECTION.has(codeOf(error))) return null;
      throw error;
    });
    if (answer && !WAKING.includes(answer.status)) return answer;
    await answer?.body?.cancel();
    if (performance.now() + pauseMs > deadline) {
      throw new GatewayChatError('unreachable', 'The machine did not wake up.');
    }
    await pause(pauseMs, undefined, { signal });
  }
}

async function streamOf(answer: Response): Promise<AsyncIterable<Uint8Array>> {
  const { status, body } = answer;
  if (status !== 200) {
    const type = await errorType(answer);
    throw new GatewayChatError(
      chatFailureOf(status, type),
      `The gateway answered ${status} (${type ?? 'no type'}).`,
    );
  }
  if (!body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    throw new GatewayChatError('unreachable', 'What answered is not an OpenClaw gateway.');
  }
  return body;
}

/** The type only: an error's message may quote the conversation, or a part of a key. */
async function errorType(answer: Response): Promise<string | undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length > LONGEST_ERROR) return undefined;
  }
  try {
    const { error } = JSON.parse(text) as { error?: { type?: unknown } };
    return typeof error?.type === 'string' ? error.type : undefined;
  } catch {
    return undefined;
  }
}

function broken(error: unknown): GatewayChatError {
  return new GatewayChatError('interrupted', `The connection broke (${codeOf(error) || 'unknown'}).`);
}

/** Of the failure that fetch wraps. */
function codeOf(error: unknown): string {
  const code = (error as { cause?: { code?: unknown } } | undefined)?.cause?.code;
  return typeof code === 'string' ? code : '';
}
