import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { session as answer, user } from '../../testing/builders.js';
import { NotStaffError, Session } from './session.js';

const CREDENTIALS = { email: 'mara@automna.example', password: 'a long enough password' };
const REFUSED = { status: 401, statusText: 'Unauthorized' };

describe('Session', () => {
  let session: Session;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    session = TestBed.inject(Session);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => http.verify());

  it('keeps a staff session', async () => {
    const done = session.signIn(CREDENTIALS);
    http.expectOne('/api/auth/login').flush(answer({ user: user({ role: 'support' }) }));
    await done;
    expect(session.user()?.role).toBe('support');
    expect(session.accessToken).toBe('token-1');
    expect(session.isAdmin()).toBe(false);
  });

  it('refuses a customer and ends the session that signing in has made', async () => {
    const done = session.signIn(CREDENTIALS);
    http
      .expectOne('/api/auth/login')
      .flush(answer({ user: user({ role: 'customer', email: 'c@example.com' }) }));
    await Promise.resolve();
    http.expectOne('/api/auth/logout').flush(null);
    await expect(done).rejects.toBeInstanceOf(NotStaffError);
    expect(session.user()).toBeNull();
    expect(session.accessToken).toBeNull();
  });

  it('leaves a customer session of the other app alone', async () => {
    const done = session.restore();
    http.expectOne('/api/auth/refresh').flush(answer({ user: user({ role: 'customer' }) }));
    await done;
    expect(session.user()).toBeNull();
    expect(session.reason()).toBe('other_account');
    http.expectNone('/api/auth/logout');
  });

  it('says nothing about a first visit without a cookie', async () => {
    const done = session.restore();
    http.expectOne('/api/auth/refresh').flush(null, REFUSED);
    await done;
    expect(session.reason()).toBeNull();
  });

  it('refreshes once for everyone who asks at the same time', async () => {
    const both = Promise.all([session.refresh(), session.refresh()]);
    http.expectOne('/api/auth/refresh').flush(answer());
    expect(await both).toEqual([true, true]);
  });

  it('stays signed in through an outage, but not through a refusal', async () => {
    const first = session.refresh();
    http.expectOne('/api/auth/refresh').flush(answer());
    await first;

    const outage = session.refresh();
    http.expectOne('/api/auth/refresh').error(new ProgressEvent('error'));
    expect(await outage).toBe(false);
    expect(session.user()).not.toBeNull();

    const refusal = session.refresh();
    http.expectOne('/api/auth/refresh').flush(null, REFUSED);
    expect(await refusal).toBe(false);
    expect(session.user()).toBeNull();
    expect(session.reason()).toBe('expired');
  });
});
