import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import type { LoginDto, RegisterDto, SessionDto, UserDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';
import { SessionChannel } from './session-channel.js';

interface SessionState {
  /** `unknown` until the refresh cookie was tried, and while the server cannot be reached. */
  status: 'unknown' | 'anonymous' | 'signed-in';
  user: UserDto | null;
  accessToken: string | null;
  /** Epoch milliseconds after which the token must not be sent any more. */
  expiresAt: number;
}

const ANONYMOUS: SessionState = { status: 'anonymous', user: null, accessToken: null, expiresAt: 0 };
/** A token this close to its end is renewed before it is used. */
const RENEW_EARLY_MS = 30_000;

/**
 * Who is signed in. The access token lives in memory only; the refresh cookie is the browser's business. All tabs
 * of a browser share one refresh cookie that works once, so renewing is single-flight per tab and one tab at a time.
 */
@Service()
export class Session {
  private readonly http = inject(HttpClient);
  private readonly channel = inject(SessionChannel);
  private readonly state = signal<SessionState>(
    this.channel.mayHaveSession() ? { ...ANONYMOUS, status: 'unknown' } : ANONYMOUS,
  );
  private renewal: Promise<string | null> | null = null;

  readonly user = computed(() => this.state().user);
  readonly signedIn = computed(() => this.state().status === 'signed-in');
  readonly status = computed(() => this.state().status);

  constructor() {
    this.channel.listen({
      signedIn: (session) => this.adopt(session),
      signedOut: () => this.state.set(ANONYMOUS),
    });
  }

  async register(details: RegisterDto): Promise<void> {
    this.begin(await firstValueFrom(this.http.post<SessionDto>('/api/auth/register', details)));
  }

  async login(credentials: LoginDto): Promise<void> {
    this.begin(await firstValueFrom(this.http.post<SessionDto>('/api/auth/login', credentials)));
  }

  async logout(): Promise<void> {
    try {
      await firstValueFrom(this.http.post('/api/auth/logout', null));
    } finally {
      this.end();
    }
  }

  /** Settles whether somebody is signed in. Never throws: an unreachable server leaves the status `unknown`. */
  async restore(): Promise<void> {
    if (this.state().status !== 'unknown') return;
    await this.renew().catch(() => null);
  }

  /** A token that may be sent now, or null when nobody is signed in. Throws when the server cannot be reached. */
  async token(): Promise<string | null> {
    const { status, accessToken, expiresAt } = this.state();
    if (status === 'anonymous') return null;
    return accessToken && Date.now() < expiresAt - RENEW_EARLY_MS ? accessToken : this.renew();
  }

  /** Trades the refresh cookie for a new token. `refused` is the token the server has just turned down. */
  renew(refused?: string | null): Promise<string | null> {
    const { accessToken } = this.state();
    if (refused && accessToken && accessToken !== refused) return Promise.resolve(accessToken);
    this.renewal ??= this.channel
      .exclusively(() => this.trade(accessToken))
      .finally(() => (this.renewal = null));
    return this.renewal;
  }

  updateUser(user: UserDto): void {
    this.state.update((state) => (state.status === 'signed-in' ? { ...state, user } : state));
  }

  private async trade(before: string | null): Promise<string | null> {
    const { accessToken, status } = this.state();
    // Another tab renewed, or signed out, while this one waited for its turn.
    if (accessToken !== before) return accessToken;
    if (status === 'anonymous') return null;
    try {
      const session = await firstValueFrom(this.http.post<SessionDto>('/api/auth/refresh', null));
      this.begin(session);
      return session.accessToken;
    } catch (error) {
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) throw error;
      this.end();
      return null;
    }
  }

  private begin(session: SessionDto): void {
    this.adopt(session);
    this.channel.announceSignedIn(session);
  }

  private adopt({ user, accessToken, expiresIn }: SessionDto): void {
    this.state.set({ status: 'signed-in', user, accessToken, expiresAt: Date.now() + expiresIn * 1000 });
  }

  private end(): void {
    this.state.set(ANONYMOUS);
    this.channel.announceSignedOut();
  }
}
