import { Service } from '@angular/core';
import type { SessionDto } from '@automna/api-client';

type Message = { kind: 'signed-in'; session: SessionDto } | { kind: 'signed-out' };

const NAME = 'automna-session';
/** Says only that a refresh cookie may exist, so that a visitor's first page asks the server nothing. */
const HINT = 'automna-signed-in';

/** What the tabs of one browser tell each other about the session, and whose turn it is to renew it. */
@Service()
export class SessionChannel {
  private readonly channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null;

  listen(on: { signedIn: (session: SessionDto) => void; signedOut: () => void }): void {
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'signed-in') on.signedIn(data.session);
      else on.signedOut();
    });
  }

  announceSignedIn(session: SessionDto): void {
    this.hint(true);
    this.channel?.postMessage({ kind: 'signed-in', session } satisfies Message);
  }

  announceSignedOut(): void {
    this.hint(false);
    this.channel?.postMessage({ kind: 'signed-out' } satisfies Message);
  }

  mayHaveSession(): boolean {
    try {
      return localStorage.getItem(HINT) === '1';
    } catch {
      return true; // without storage the server has to be asked
    }
  }

  /** Runs `work` while no other tab does the same. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    // Web Locks exist in secure contexts only; elsewhere tabs take their chance.
    return navigator.locks ? navigator.locks.request(NAME, work) : work();
  }

  private hint(signedIn: boolean): void {
    try {
      if (signedIn) localStorage.setItem(HINT, '1');
      else localStorage.removeItem(HINT);
    } catch {
      // see mayHaveSession
    }
  }
}
