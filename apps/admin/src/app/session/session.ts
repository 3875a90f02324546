import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { computed, DestroyRef, inject, Service, signal } from '@angular/core';
import type { LoginDto, SessionDto, UserDto } from '@automna/api-client';
import { isStaff } from '@automna/contracts';
import { firstValueFrom } from 'rxjs';

/** Somebody proved who they are, but this console is not for them. */
export class NotStaffError extends Error {
  constructor(readonly email: string) {
    super(`${email} is not a staff account.`);
  }
}

/** Why the console is asking for a sign-in; shown above the form. */
export type SignedOutReason = 'expired' | 'other_account' | 'unreachable' | 'signed_out';

/**
 * Name of a lock and a channel that both web apps use, because they share one refresh cookie. A refresh token works
 * once: whoever refreshes holds the lock, so that two tabs never spend the same one (which would look like theft
 * and end every session of the person). The channel tells the other tabs of a sign-out.
 */
const SHARED_SESSION = 'automna-session';

/** Who is signed in. The access token lives in memory only; the refresh cookie is out of reach of scripts. */
@Service()
export class Session {
  private readonly http = inject(HttpClient);
  private readonly current = signal<SessionDto | null>(null);
  private readonly endedBecause = signal<SignedOutReason | null>(null);
  private readonly otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel(SHARED_SESSION) : null;
  private restoring: Promise<void> | undefined;
  private refreshing: Promise<boolean> | undefined;

  readonly user = computed<UserDto | null>(() => this.current()?.user ?? null);
  readonly reason = this.endedBecause.asReadonly();
  /** Support looks; only admins move things. */
  readonly isAdmin = computed(() => this.user()?.role === 'admin');

  constructor() {
    this.otherTabs?.addEventListener('message', ({ data }: MessageEvent<{ kind?: string } | null>) => {
      if (data?.kind === 'signed-out' && this.user()) this.end('signed_out');
    });
    inject(DestroyRef).onDestroy(() => this.otherTabs?.close());
  }

  get accessToken(): string | null {
    return this.current()?.accessToken ?? null;
  }

  /** Once per page load: picks up the session of the refresh cookie, if that belongs to staff. */
  restore(): Promise<void> {
    this.restoring ??= this.refresh().then(() => {
      // A first visit without a cookie is no event worth explaining.
      if (this.reason() === 'expired') this.endedBecause.set(null);
    });
    return this.restoring;
  }

  /** @throws NotStaffError for a customer's account; HttpErrorResponse for everything the API refuses. */
  async signIn(credentials: LoginDto): Promise<void> {
    const session = await firstValueFrom(this.http.post<SessionDto>('/api/auth/login', credentials));
    if (!isStaff(session.user.role)) {
      await this.endOnServer();
      throw new NotStaffError(session.user.email);
    }
    this.current.set(session);
    this.endedBecause.set(null);
  }

  /** A new access token for the cookie; callers that arrive meanwhile share the one request. */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.refreshUnderLock().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  async signOut(): Promise<void> {
    await this.endOnServer();
    this.otherTabs?.postMessage({ kind: 'signed-out' });
    this.end('signed_out');
  }

  private refreshUnderLock(): Promise<boolean> {
    // `locks` is missing outside secure contexts (a plain-http address other than localhost).
    const locks = (navigator as Partial<Navigator>).locks;
    return locks ? locks.request(SHARED_SESSION, () => this.refreshNow()) : this.refreshNow();
  }

  private async refreshNow(): Promise<boolean> {
    try {
      const session = await firstValueFrom(this.http.post<SessionDto>('/api/auth/refresh', null));
      // The customer app in another tab may have replaced the cookie: leave that session to its owner.
      if (!isStaff(session.user.role)) return this.end('other_account');
      this.current.set(session);
      this.endedBecause.set(null);
      return true;
    } catch (error) {
      if (error instanceof HttpErrorResponse && error.status === 401) return this.end('expired');
      // A passing outage ends nothing: who was signed in stays so, and the next request tries again.
      this.endedBecause.set('unreachable');
      return false;
    }
  }

  private async endOnServer(): Promise<void> {
    // Without a connection the cookie outlives this page; the token in memory is dropped all the same.
    await firstValueFrom(this.http.post<unknown>('/api/auth/logout', null)).catch(() => undefined);
  }

  private end(reason: SignedOutReason): false {
    this.current.set(null);
    this.endedBecause.set(reason);
    return false;
  }
}
