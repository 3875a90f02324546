import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { machineRow } from '../../../../testing/fleet-builders.js';
import { Page } from '../../../../testing/page.js';
import { MachineList } from './machine-list.js';

describe('MachineList', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: 'machines', component: MachineList }], withComponentInputBinding()),
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  async function open(url: string): Promise<void> {
    harness = await RouterTestingHarness.create(url);
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  }

  function asked(params: Record<string, string>): Promise<TestRequest> {
    const wanted = { limit: '25', ...params };
    return vi.waitFor(() =>
      server.expectOne(({ url, params: sent }) => {
        const given = Object.fromEntries(sent.keys().map((name) => [name, sent.get(name)]));
        return url === '/api/admin/machines' && JSON.stringify(given) === JSON.stringify(wanted);
      }),
    );
  }

  async function answer(
    request: TestRequest,
    items = [machineRow()],
    nextCursor: string | null = null,
  ): Promise<void> {
    request.flush({ items, nextCursor });
    await harness.fixture.whenStable();
  }

  it('shows what each machine is, whose, and what it costs', async () => {
    await open('/machines');
    await answer(await asked({}), [
      machineRow({ suspended: 'payment', flyState: 'stopped', openFindings: 2 }),
      machineRow({
        id: 'mch_2',
        customerEmail: null,
        customerId: 'usr_3',
        plan: null,
        flyState: null,
        leavingAt: '2026-11-27T08:00:00.000Z',
      }),
    ]);
    for (const words of [
      'Ready',
      'Kept down: unpaid',
      'Pro',
      'Stopped at Fly',
      '$12.34 a month',
      'No plan',
      'Not seen at Fly yet',
      'leaves, not before 27 Nov 2026',
      '2 machines, $24.68 a month at list prices',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.link('ines@example.com').getAttribute('href')).toBe('/customers/usr_2');
    expect(page.link('usr_3').getAttribute('href')).toBe('/customers/usr_3');
    expect(page.link('2 findings').getAttribute('href')).toBe('/machines/orphans');
  });

  it('begins with the filters of the address, and puts changes into it', async () => {
    await open('/machines?suspended=true');
    await answer(await asked({ suspended: 'true' }));
    const state = page.field('State') as unknown as HTMLSelectElement;
    state.value = 'failed';
    state.dispatchEvent(new Event('change'));
    await answer(await asked({ state: 'failed', suspended: 'true' }), [
      machineRow({ state: 'failed', error: 'Fly answered 422: no capacity in fra' }),
    ]);
    expect(TestBed.inject(Router).url).toBe('/machines?suspended=true&state=failed');
    expect(page.text).toContain('Fly answered 422: no capacity in fra');
  });

  it('adds the next page below the first', async () => {
    await open('/machines');
    await answer(await asked({}), [machineRow()], 'mch_1');
    expect(page.text).toContain('1 machine so far');
    page.button('Load more').click();
    await answer(await asked({ cursor: 'mch_1' }), [
      machineRow({ id: 'mch_0', customerEmail: 'b@example.com' }),
    ]);
    expect(page.text).toContain('2 machines, ');
    expect(page.has('button', 'Load more')).toBe(false);
  });

  it('says when nothing fits, and lets go of the filters', async () => {
    await open('/machines?query=zzz');
    await answer(await asked({ query: 'zzz' }), []);
    expect(page.text).toContain('No machine fits');
    page.button('Show all machines').click();
    await answer(await asked({}), []);
    expect(page.text).toContain('No machines yet');
  });

  it('shows what the API says of a filter it does not take', async () => {
    await open('/machines?region=x1');
    (await asked({ region: 'x1' })).flush(
      { title: 'Check it', status: 400, detail: 'region must be three lower-case letters.', errorCode: 'x' },
      { status: 400, statusText: 'Bad Request' },
    );
    await harness.fixture.whenStable();
    expect(page.role('alert')[0]?.textContent).toContain('three lower-case letters');
  });
});
