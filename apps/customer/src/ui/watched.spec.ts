import { httpResource, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { EnvironmentInjector, createEnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Watched, watched } from './watched.js';

describe('watched', () => {
  let http: HttpTestingController;
  let owner: EnvironmentInjector;
  let state: Watched<{ moving: boolean }>;
  let visibility: ReturnType<typeof vi.spyOn>;

  beforeEach(async () => {
    vi.useFakeTimers();
    visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    http = TestBed.inject(HttpTestingController);
    owner = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    state = runInInjectionContext(owner, () =>
      watched(
        httpResource<{ moving: boolean }>(() => '/state'),
        (value) => (value?.moving ? 1_000 : 10_000),
      ),
    );
    await settle();
  });

  afterEach(() => {
    http.verify();
    vi.useRealTimers();
    visibility.mockRestore();
  });

  async function settle(ms = 0): Promise<void> {
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(ms);
    TestBed.tick();
  }

  async function answers(moving: boolean): Promise<void> {
    http.expectOne('/state').flush({ moving });
    await settle();
  }

  async function fails(): Promise<void> {
    http.expectOne('/state').flush(null, { status: 503, statusText: 'x' });
    await settle();
  }

  it('looks again, sooner while something is under way', async () => {
    await answers(true);
    await settle(999);
    http.expectNone('/state');
    await settle(1);
    await answers(false);
    expect(state.value()).toEqual({ moving: false });
    await settle(9_999);
    http.expectNone('/state');
    await settle(1);
    await answers(false);
  });

  it('keeps what it knows when a look fails on the way, and looks again', async () => {
    await answers(false);
    await settle(10_000);
    await fails();
    expect(state.value()).toEqual({ moving: false });
    expect(state.error()).toBeUndefined();
    await settle(10_000);
    await answers(true);
    expect(state.value()).toEqual({ moving: true });
  });

  it('says why nothing is known, and goes on trying', async () => {
    await fails();
    expect(state.value()).toBeNull();
    expect(state.error()).toBeDefined();
    await settle(10_000);
    await answers(false);
    expect(state.error()).toBeUndefined();
  });

  it('leaves the server alone while nobody looks, and looks at once when somebody comes back', async () => {
    await answers(true);
    visibility.mockReturnValue('hidden');
    await settle(60_000);
    http.expectNone('/state');
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    await answers(true);
  });

  it('takes over what a change has answered', async () => {
    await answers(true);
    state.set({ moving: false });
    await settle(9_999);
    http.expectNone('/state');
    expect(state.value()).toEqual({ moving: false });
  });

  it('ends with the page', async () => {
    await answers(true);
    owner.destroy();
    document.dispatchEvent(new Event('visibilitychange'));
    await settle(60_000);
    http.expectNone('/state');
  });
});
