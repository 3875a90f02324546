import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { session } from '../../testing/builders.js';
import { Page } from '../../testing/page.js';
import { Session } from '../session/session.js';
import { Shell } from './shell.js';

@Component({ template: '<h1 tabindex="-1">Customers</h1>' })
class Customers {}

@Component({ template: '<h1 tabindex="-1">Jobs</h1>' })
class Jobs {}

@Component({ template: 'sign in' })
class SignIn {}

describe('Shell', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  async function open(movable: boolean): Promise<void> {
    const restored = TestBed.inject(Session).restore();
    server.expectOne('/api/auth/refresh').flush(session());
    await restored;
    harness = await RouterTestingHarness.create();
    const opened = harness.navigateByUrl('/customers?q=ines');
    await vi.waitFor(() =>
      server
        .expectOne('/api/admin/clock')
        .flush({ now: '2026-11-22T13:00:00.000Z', offsetSeconds: movable ? 604_800 : 0, movable }),
    );
    await opened;
    await harness.fixture.whenStable();
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  }

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([
          { path: 'sign-in', component: SignIn },
          {
            path: '',
            component: Shell,
            children: [
              { path: 'customers', component: Customers },
              { path: 'jobs', component: Jobs },
            ],
          },
        ]),
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('marks the sandbox, how far its clock is ahead, and links to it', async () => {
    await open(true);
    expect(page.text).toContain('Sandbox +7 d');
    expect(page.link('Clock').getAttribute('href')).toBe('/clock');
    expect(page.link('Customers').getAttribute('aria-current')).toBe('page');
    expect(page.text).toContain('Mara Lindqvist');
  });

  it('marks production and offers no clock', async () => {
    await open(false);
    expect(page.text).toContain('Production');
    expect(page.has('a[href]', 'Clock')).toBe(false);
  });

  it('gives the focus to the heading of the next page, but not to a search that only changes the query', async () => {
    await open(true);
    (document.activeElement as HTMLElement | null)?.blur();
    await harness.navigateByUrl('/customers?q=tanaka');
    expect(document.activeElement).toBe(document.body);
    await harness.navigateByUrl('/jobs');
    expect(document.activeElement?.textContent).toBe('Jobs');
  });

  it('leaves when the person signs out', async () => {
    await open(true);
    page.button('Sign out').click();
    server.expectOne('/api/auth/logout').flush(null);
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/sign-in'));
  });

  it('asks for a sign-in when the session runs out, and remembers the page', async () => {
    await open(true);
    const refused = TestBed.inject(Session).refresh();
    server.expectOne('/api/auth/refresh').flush(null, { status: 401, statusText: 'Unauthorized' });
    await refused;
    await vi.waitFor(() =>
      expect(TestBed.inject(Router).url).toBe('/sign-in?returnTo=%2Fcustomers%3Fq%3Dines'),
    );
  });
});
