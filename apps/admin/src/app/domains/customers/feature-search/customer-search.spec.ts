import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { row } from '../../../../testing/builders.js';
import { Page } from '../../../../testing/page.js';
import { SEARCH_REST_MS } from '../ui/search-field.js';
import { CustomerSearch } from './customer-search.js';

const LABEL = 'Search by e-mail or name';

describe('CustomerSearch', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  async function open(url: string): Promise<void> {
    harness = await RouterTestingHarness.create(url);
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  }

  /** The one request under way, with its parameters; waits until typing has rested. */
  async function asked(params: Record<string, string>): Promise<TestRequest> {
    const wanted = JSON.stringify({ limit: '25', ...params });
    return vi.waitFor(() =>
      server.expectOne(({ url, params: sent }) => {
        const given = Object.fromEntries(sent.keys().map((name) => [name, sent.get(name)]));
        return url === '/api/admin/customers' && JSON.stringify(given) === wanted;
      }),
    );
  }

  async function answer(
    request: TestRequest,
    items = [row()],
    nextCursor: string | null = null,
  ): Promise<void> {
    request.flush({ items, nextCursor });
    await harness.fixture.whenStable();
  }

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: 'customers', component: CustomerSearch }], withComponentInputBinding()),
        { provide: SEARCH_REST_MS, useValue: 0 },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('starts with the query of the address, and asks only once', async () => {
    await open('/customers?q=ines');
    expect(page.field(LABEL).value).toBe('ines');
    await answer(await asked({ query: 'ines' }));
    expect(page.text).toContain('ines@example.com');
    expect(page.text).toContain('1 customer');
    expect(page.link('Ines Carvalho').getAttribute('href')).toBe('/customers/usr_2');
  });

  it('puts what is typed into the address and takes it out again', async () => {
    await open('/customers');
    await answer(await asked({}));
    page.type(LABEL, ' tanaka ');
    await answer(await asked({ query: 'tanaka' }), [row({ name: 'Aiko Tanaka' })]);
    expect(TestBed.inject(Router).url).toBe('/customers?q=tanaka');
    expect(page.text).toContain('Aiko Tanaka');
    page.type(LABEL, '');
    await answer(await asked({}));
    expect(TestBed.inject(Router).url).toBe('/customers');
  });

  it('keeps what is being typed while an earlier query reaches the address', async () => {
    await open('/customers');
    await answer(await asked({}));
    page.type(LABEL, 'ta');
    const first = await asked({ query: 'ta' });
    page.type(LABEL, 'tan');
    await answer(first);
    expect(page.field(LABEL).value).toBe('tan');
    await answer(await asked({ query: 'tan' }));
  });

  it('adds the next page below the first', async () => {
    await open('/customers');
    await answer(await asked({}), [row()], 'after-2');
    page.button('Load more').click();
    await answer(await asked({ cursor: 'after-2' }), [row({ id: 'usr_3', name: 'Aiko Tanaka' })]);
    expect(page.text).toContain('Ines Carvalho');
    expect(page.text).toContain('Aiko Tanaka');
    expect(page.text).toContain('2 customers');
    expect(page.has('button', 'Load more')).toBe(false);
  });

  it('says when nobody was found', async () => {
    await open('/customers?q=zzz');
    await answer(await asked({ query: 'zzz' }), []);
    expect(page.text).toContain('Nobody found for “zzz”');
  });

  it('offers to try again after a failure', async () => {
    await open('/customers');
    (await asked({})).flush(
      {
        title: 'Busy',
        status: 503,
        detail: 'The database did not answer.',
        errorCode: 'temporarily_unavailable',
      },
      { status: 503, statusText: 'no' },
    );
    await harness.fixture.whenStable();
    expect(page.role('alert')[0]?.textContent).toContain('The database did not answer.');
    page.button('Try again').click();
    await answer(await asked({}));
    expect(page.role('alert')).toHaveLength(0);
    expect(page.text).toContain('Ines Carvalho');
  });
});
