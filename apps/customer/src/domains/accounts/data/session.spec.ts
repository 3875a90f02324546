import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { SessionDto } from '@automna/api-client';
import { aSession } from '../../../testing/builders.js';
import { SessionChannel } from './session-channel.js';
import { Session } from './session.js';

/** A browser with one tab, whose other tabs the test plays. */
class FakeChannel {
  hint = true;
  otherTab: { signedIn: (session: SessionDto) => void; signedOut: () => void } | null = null;
  listen(on: NonNullable<FakeChannel['otherTab']>): void {
    this.otherTab = on;
  }
  announceSignedIn(): void {
    this.hint = true;
  }
  announceSignedOut(): void {
    this.hint = false;
  }
  mayHaveSession(): boolean {
    return this.hint;
  }
  /** Work waits until the test gives this tab its turn. */
  turn = Promise.resolve();
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    await this.turn;
    return work();
  }
}

describe('Session', () => {
  let channel: FakeChannel;
  let http: HttpTestingController;

  function start(hint = true): Session {
    channel = new FakeChannel();
    channel.hint = hint;
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: SessionChannel, useValue: channel },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    return TestBed.inject(Session);
  }

  const refresh = () => vi.waitFor(() => http.expectOne('/api/auth/refresh'));

  afterEach(() => http.verify());

  it('asks the server nothing when nobody ever signed in here', async () => {
    const session = start(false);
    await session.restore();
    expect(session.status()).toBe('anonymous');
  });

  it('is restored by the refresh cookie', async () => {
    const session = start();
    const restored = session.restore();
    (await refresh()).flush(aSession());
    await restored;
    expect(session.user()?.name).toBe('Ada Lovelace');
    expect(await session.token()).toBe('token-1');
  });

  it('renews once, however many calls need a token at the same time', async () => {
    const session = start();
    const tokens = Promise.all([session.token(), session.token(), session.token()]);
    (await refresh()).flush(aSession());
    expect(await tokens).toEqual(['token-1', 'token-1', 'token-1']);
  });

  it('renews a token that is about to end', async () => {
    const session = start();
    const restored = session.restore();
    (await refresh()).flush(aSession({ expiresIn: 20 }));
    await restored;
    const token = session.token();
    (await refresh()).flush(aSession({ accessToken: 'token-2' }));
    expect(await token).toBe('token-2');
  });

  it('takes the session another tab has just renewed instead of using the cookie a second time', async () => {
    const session = start();
    let myTurn: () => void = () => undefined;
    channel.turn = new Promise((resolve) => (myTurn = resolve));
    const token = session.token();
    channel.otherTab?.signedIn(aSession({ accessToken: 'from-the-other-tab' }));
    myTurn();
    expect(await token).toBe('from-the-other-tab');
  });

  it('ends when the server no longer accepts the cookie', async () => {
    const session = start();
    const token = session.token();
    (await refresh()).flush({ errorCode: 'session_reused' }, { status: 401, statusText: 'Unauthorized' });
    expect(await token).toBeNull();
    expect(session.status()).toBe('anonymous');
    expect(channel.hint).toBe(false);
  });

  it('does not sign anybody out because the server cannot be reached', async () => {
    const session = start();
    const restored = session.restore();
    (await refresh()).error(new ProgressEvent('error'));
    await restored;
    expect(session.status()).toBe('unknown');
    expect(channel.hint).toBe(true);
  });

  it('ends when another tab signs out', async () => {
    const session = start();
    const restored = session.restore();
    (await refresh()).flush(aSession());
    await restored;
    channel.otherTab?.signedOut();
    expect(session.signedIn()).toBe(false);
  });
});
