import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { ChatMessageDto } from '@automna/api-client';
import { createParser } from 'eventsource-parser';
import { Session } from '../../accounts/data/session.js';

const URL = '/api/user/chat';
/** The server sends a heartbeat every 15 s; a line silent for longer than this is dead. */
const SILENCE_MS = 40_000;

/**
 * One message to the agent and its answer, over fetch: EventSource can neither post nor send the access token, and
 * it would send the message again by itself.
 */
@Service()
export class ChatStream {
  private readonly session = inject(Session);

  /**
   * Sends a message and hands on each piece of the answer; resolves at its end. Aborting `stop` stops the agent.
   * @throws HttpErrorResponse whose body is a problem, or the reason of `stop`.
   */
  async ask(text: string, onPiece: (piece: string) => void, stop: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await this.post({ text }, AbortSignal.any([stop, silence.signal]));
      if (!response.ok || !response.body) throw await refusal(response);
      let finished = false;
      const parser = createParser({
        onEvent: ({ event, data }) => {
          if (event === 'delta') onPiece((JSON.parse(data) as { text: string }).text);
          if (event === 'done') finished = true;
          if (event === 'problem') throw problem(JSON.parse(data) as { status: number });
        },
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        parser.feed(chunk.value);
      }
      if (!finished) throw problem(CUT_OFF);
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof HttpErrorResponse) throw error;
      throw silence.signal.aborted ? problem(CUT_OFF) : new HttpErrorResponse({ status: 0, error });
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  /** A refused token is renewed once: a message that was refused has not reached the agent. */
  private async post(message: ChatMessageDto, signal: AbortSignal): Promise<Response> {
    const token = await this.session.token();
    const response = await send(message, token, signal);
    if (response.status !== 401) return response;
    const renewed = token ? await this.session.renew(token) : null;
    return renewed ? send(message, renewed, signal) : response;
  }
}

const CUT_OFF = {
  status: 502,
  title: 'The answer was cut off.',
  detail: 'The line to your agent dropped. It may have done what you asked; ask it before you repeat it.',
  errorCode: 'agent_answer_interrupted',
};

function send(message: ChatMessageDto, token: string | null, signal: AbortSignal): Promise<Response> {
  return fetch(URL, {
    method: 'POST',
    headers: {
      Accept: 'text/event-stream',
      'Content-Type': 'application/json',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(message),
    cache: 'no-store',
    signal,
  });
}

function problem(body: { status: number }): HttpErrorResponse {
  return new HttpErrorResponse({ status: body.status, error: body });
}

async function refusal(response: Response): Promise<HttpErrorResponse> {
  const headers = new HttpHeaders(Object.fromEntries(response.headers));
  return new HttpErrorResponse({ status: response.status, error: await response.text(), headers });
}
