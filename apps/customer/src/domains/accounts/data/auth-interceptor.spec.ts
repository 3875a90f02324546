import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { authInterceptor } from './auth-interceptor.js';
import { Session } from './session.js';

describe('authInterceptor', () => {
  const session = { token: vi.fn(), renew: vi.fn() };
  let http: HttpTestingController;
  let client: HttpClient;

  beforeEach(() => {
    session.token.mockReset().mockResolvedValue('old');
    session.renew.mockReset().mockResolvedValue('new');
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(withInterceptors([authInterceptor])),
        provideHttpClientTesting(),
        { provide: Session, useValue: session },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    client = TestBed.inject(HttpClient);
  });

  afterEach(() => http.verify());

  const call = (url: string) => firstValueFrom(client.get(url)).catch((error: unknown) => error);
  const request = (url: string) => vi.waitFor(() => http.expectOne(url));
  const refuse = { status: 401, statusText: 'Unauthorized' };

  it('sends the token to our API', async () => {
    const answer = call('/api/user/usage');
    const sent = await request('/api/user/usage');
    expect(sent.request.headers.get('Authorization')).toBe('Bearer old');
    sent.flush({});
    await answer;
  });

  it.each(['/api/auth/login', '/api/auth/refresh', '/api/plans', 'https://elsewhere.example/api/x'])(
    'sends no token to %s',
    async (url) => {
      const answer = call(url);
      const sent = await request(url);
      expect(sent.request.headers.has('Authorization')).toBe(false);
      sent.flush({});
      await answer;
      expect(session.token).not.toHaveBeenCalled();
    },
  );

  it('repeats a refused call once with a renewed token', async () => {
    const answer = call('/api/user/usage');
    (await request('/api/user/usage')).flush({}, refuse);
    const again = await request('/api/user/usage');
    expect(session.renew).toHaveBeenCalledExactlyOnceWith('old');
    expect(again.request.headers.get('Authorization')).toBe('Bearer new');
    again.flush({ ok: true });
    expect(await answer).toEqual({ ok: true });
  });

  it('gives up after the second refusal', async () => {
    const answer = call('/api/user/usage');
    (await request('/api/user/usage')).flush({}, refuse);
    (await request('/api/user/usage')).flush({}, refuse);
    expect(await answer).toMatchObject({ status: 401 });
    expect(session.renew).toHaveBeenCalledTimes(1);
  });

  it('asks to sign in again, and remembers where to come back to, when there is no token any more', async () => {
    session.renew.mockResolvedValue(null);
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    const answer = call('/api/user/usage');
    (await request('/api/user/usage')).flush({}, refuse);
    await answer;
    expect(navigate).toHaveBeenCalledWith(['/login'], { queryParams: { returnUrl: '/', reason: 'expired' } });
  });

  it('leaves other errors alone', async () => {
    const answer = call('/api/user/usage');
    (await request('/api/user/usage')).flush({}, { status: 503, statusText: 'Unavailable' });
    expect(await answer).toMatchObject({ status: 503 });
    expect(session.renew).not.toHaveBeenCalled();
  });
});
