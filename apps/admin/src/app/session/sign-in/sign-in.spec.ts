import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { session, user } from '../../../testing/builders.js';
import { Page } from '../../../testing/page.js';
import { authInterceptor } from '../auth-interceptor.js';
import { Session } from '../session.js';
import { SignIn } from './sign-in.js';

@Component({ template: 'inside' })
class Inside {}

describe('SignIn', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([authInterceptor])),
        provideHttpClientTesting(),
        provideRouter(
          [
            { path: 'sign-in', component: SignIn },
            { path: '**', component: Inside },
          ],
          withComponentInputBinding(),
        ),
      ],
    });
    server = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create('/sign-in?returnTo=%2Fcustomers%3Fq%3Dines');
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  });

  afterEach(() => server.verify());

  async function submit(email: string, password: string): Promise<void> {
    page.type('Work e-mail', email);
    page.type('Password', password);
    page.submit();
    await harness.fixture.whenStable();
  }

  it('refuses a customer account, says so, and points to the customer app', async () => {
    await submit('ines@example.com', 'a long enough password');
    server
      .expectOne('/api/auth/login')
      .flush(session({ user: user({ role: 'customer', email: 'ines@example.com' }) }));
    await vi.waitFor(() => server.expectOne('/api/auth/logout').flush(null));
    await vi.waitFor(() => expect(page.role('alert')).toHaveLength(1));
    expect(page.text).toContain('This is a customer account.');
    expect(page.text).toContain('ines@example.com has no access to the staff console');
    expect(page.link('Go to the customer sign-in').getAttribute('href')).toBe('/login');
    expect(TestBed.inject(Session).user()).toBeNull();
    expect(TestBed.inject(Router).url).toContain('/sign-in');
  });

  it('lets staff in, to where they were going', async () => {
    await submit(' mara@automna.example', 'a long enough password');
    const request = server.expectOne('/api/auth/login');
    request.flush(session());
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/customers?q=ines'));
    expect(TestBed.inject(Session).user()?.name).toBe('Mara Lindqvist');
  });

  it.each([
    [401, {}, 'That e-mail and password do not match.'],
    [429, { 'Retry-After': '30' }, 'Wait 30 seconds.'],
    [503, {}, 'We could not reach the server.'],
  ])('explains a %s', async (status, headers, words) => {
    await submit('mara@automna.example', 'wrong');
    server.expectOne('/api/auth/login').flush(null, { status, statusText: 'no', headers });
    await vi.waitFor(() => expect(page.text).toContain(words));
  });

  it('asks for what is missing without asking the server', async () => {
    page.submit();
    await harness.fixture.whenStable();
    expect(page.text).toContain('Enter your work e-mail address.');
    expect(page.text).toContain('Enter your password.');
  });
});
