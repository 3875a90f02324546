import { Service, inject } from '@angular/core';
import type { ProvisionDto } from '@automna/api-client';
import { createParser } from 'eventsource-parser';
import { Session } from '../../accounts/data/session.js';

export type StreamState = 'connecting' | 'live' | 'reconnecting';

export interface StreamListener {
  provision: (provision: ProvisionDto) => void;
  state: (state: StreamState) => void;
}

const URL = '/api/user/provision/events';
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** The server sends a heartbeat every 15 s; a line silent for longer than this is dead. */
const SILENCE_MS = 40_000;

/**
 * Live provisioning events over fetch, because EventSource cannot send the access token in a header. Reconnects
 * with growing pauses until the machine is ready, the listener stops, or nobody is signed in any more.
 */
@Service()
export class ProvisionStream {
  private readonly session = inject(Session);

  /** Follows the stream; the returned function stops it. */
  follow(listener: StreamListener): () => void {
    const stop = new AbortController();
    void this.run(listener, stop.signal);
    return () => stop.abort();
  }

  private async run(listener: StreamListener, stop: AbortSignal): Promise<void> {
    let pause = FIRST_RETRY_MS;
    listener.state('connecting');
    while (!stop.aborted) {
      const outcome = await this.listen(listener, stop).catch(() => 'broken' as const);
      if (outcome === 'ready' || outcome === 'signed-out' || stop.aborted) return;
      listener.state('reconnecting');
      if (outcome === 'heard') pause = FIRST_RETRY_MS;
      await wait(pause, stop);
      pause = Math.min(pause * 2, LAST_RETRY_MS);
    }
  }

  private async listen(
    listener: StreamListener,
    stop: AbortSignal,
  ): Promise<'ready' | 'heard' | 'broken' | 'signed-out'> {
    const token = await this.session.token();
    if (!token) return 'signed-out';
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await fetch(URL, {
        headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}` },
        cache: 'no-store',
        signal: AbortSignal.any([stop, silence.signal]),
      });
      if (response.status === 401) return (await this.session.renew(token)) ? 'broken' : 'signed-out';
      if (!response.ok || !response.body) return 'broken';
      listener.state('live');
      let last: ProvisionDto | null = null;
      const parser = createParser({
        onEvent: ({ event, data }) => {
          if (event !== 'provision') return;
          last = JSON.parse(data) as ProvisionDto;
          listener.provision(last);
        },
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        parser.feed(chunk.value);
        if (isReady(last)) return 'ready';
      }
      return last ? 'heard' : 'broken';
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }
}

function isReady(provision: ProvisionDto | null): boolean {
  return provision?.state === 'ready';
}

function wait(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    }
  });
}
