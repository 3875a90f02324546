import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { session as answer } from '../../testing/builders.js';
import { authInterceptor } from './auth-interceptor.js';
import { Session } from './session.js';

const REFUSED = { status: 401, statusText: 'Unauthorized' };

describe('authInterceptor', () => {
  let http: HttpClient;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([authInterceptor])), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
    const restored = TestBed.inject(Session).restore();
    server.expectOne('/api/auth/refresh').flush(answer({ accessToken: 'old' }));
    await restored;
  });

  afterEach(() => server.verify());

  it('sends the token to our API and to nobody else', () => {
    http.get('/api/admin/overview').subscribe();
    http.get('https://elsewhere.example/api/').subscribe();
    expect(server.expectOne('/api/admin/overview').request.headers.get('Authorization')).toBe('Bearer old');
    expect(server.expectOne('https://elsewhere.example/api/').request.headers.has('Authorization')).toBe(
      false,
    );
  });

  it('renews a token once for all requests that were refused, and repeats them', async () => {
    const both = Promise.all([
      firstValueFrom(http.get('/api/admin/overview')),
      firstValueFrom(http.get('/api/admin/jobs')),
    ]);
    const [first, second] = [server.expectOne('/api/admin/overview'), server.expectOne('/api/admin/jobs')];
    first.flush(null, REFUSED);
    second.flush(null, REFUSED);
    server.expectOne('/api/auth/refresh').flush(answer({ accessToken: 'new' }));
    await vi.waitFor(() => server.expectOne('/api/admin/overview').flush({ n: 1 }));
    const repeated = server.expectOne('/api/admin/jobs');
    expect(repeated.request.headers.get('Authorization')).toBe('Bearer new');
    repeated.flush({ n: 2 });
    expect(await both).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('does not repeat a second time', async () => {
    const refused = firstValueFrom(http.get('/api/admin/overview'));
    server.expectOne('/api/admin/overview').flush(null, REFUSED);
    server.expectOne('/api/auth/refresh').flush(answer({ accessToken: 'new' }));
    await vi.waitFor(() => server.expectOne('/api/admin/overview').flush(null, REFUSED));
    await expect(refused).rejects.toMatchObject({ status: 401 });
  });

  it('lets the refusal through when the session has ended', async () => {
    const refused = firstValueFrom(http.get('/api/admin/overview'));
    server.expectOne('/api/admin/overview').flush(null, REFUSED);
    server.expectOne('/api/auth/refresh').flush(null, REFUSED);
    await expect(refused).rejects.toMatchObject({ status: 401 });
    expect(TestBed.inject(Session).user()).toBeNull();
  });
});
