import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { DriftReportDto, DriftRunDto } from '@automna/api-client';
import { driftReport, driftRun, finding } from '../../../../testing/billing-builders.js';
import { Page } from '../../../../testing/page.js';
import { settled, signedInAs, tellTime } from '../../../../testing/sign-in.js';
import { ASK_AGAIN_MS } from '../../../data/ask-again.js';
import { Drift } from './drift.js';

const URL = '/api/admin/billing/drift';
const REASON = 'Why is it repaired now?';

describe('Drift', () => {
  let fixture: ComponentFixture<Drift>;
  let page: Page;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([]),
        { provide: ASK_AGAIN_MS, useValue: 0 },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    tellTime();
    answerHistory();
    server.verify();
  });

  async function open(report: DriftReportDto, role: 'admin' | 'support' = 'admin'): Promise<void> {
    await signedInAs(role);
    fixture = TestBed.createComponent(Drift);
    page = new Page(fixture.nativeElement as HTMLElement);
    await show(report);
  }

  async function show(report: DriftReportDto): Promise<void> {
    await vi.waitFor(() => server.expectOne({ method: 'GET', url: URL }).flush(report));
    // While something runs, the next question is always on its way.
    if (!report.running) await quiet();
  }

  function answerHistory(items: DriftRunDto[] = [], nextCursor: string | null = null): void {
    for (const request of server.match(({ url }) => url === `${URL}/runs`)) {
      request.flush({ items, nextCursor });
    }
  }

  const quiet = (): Promise<void> => settled(fixture, () => answerHistory([driftRun()]));

  it('is glad when both sides agree', async () => {
    await open(driftReport());
    expect(page.text).toContain('Stripe and the database agree');
    expect(page.text).toContain('120 subscriptions of 98 customers and 340 events compared');
    expect(page.has('button', 'Repair…')).toBe(false);
  });

  it('says when nothing was compared yet', async () => {
    await open(driftReport({ run: null }));
    expect(page.text).toContain('Nothing was compared yet');
    expect(page.button('Check now')).toBeTruthy();
  });

  it('shows both sides of a finding with the ways to look further', async () => {
    await open(
      driftReport({
        run: driftRun({ findings: 1, open: 1 }),
        findings: [finding({ stripeUrl: 'https://dashboard.stripe.com/subscriptions/sub_1' })],
      }),
      'support',
    );
    for (const words of [
      'Subscription differs',
      'Can be repaired',
      'The subscription is past due at Stripe and active here.',
      'Statusactivepast_due',
      '1 finding open',
      'Only admins can check and repair.',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.link('ines@example.com').getAttribute('href')).toBe('/customers/usr_2');
    expect(page.has('button', 'Check now')).toBe(false);
    expect(page.has('button', 'Repair…')).toBe(false);
  });

  it('checks, follows the check, and shows what it found', async () => {
    await open(driftReport());
    page.button('Check now').click();
    const post = await vi.waitFor(() => server.expectOne({ method: 'POST', url: `${URL}/run` }));
    const running = driftRun({ id: 'rec_2', status: 'running', finishedAt: null, trigger: 'staff' });
    post.flush(running);
    await show(driftReport({ running }));
    await vi.waitFor(() => expect(page.role('status')[0]?.textContent).toContain('A check is running.'));
    await show(driftReport({ running }));
    await show(driftReport({ run: driftRun({ id: 'rec_2', findings: 1, open: 1 }), findings: [finding()] }));
    expect(page.text).not.toContain('A check is running.');
    expect(page.text).toContain('Subscription differs');
  });

  it('shows the plan and wants a reason before it repairs', async () => {
    await open(
      driftReport({
        run: driftRun({ findings: 2, open: 2 }),
        findings: [finding(), finding({ id: 'fnd_2', kind: 'two_live', repair: 'person' })],
      }),
    );
    page.button('Repair…').click();
    await quiet();
    expect(page.text).toContain('Read 1 object again from Stripe and write down what is true there.');
    expect(page.text).toContain('Leave 1 to a person');
    expect(document.activeElement?.textContent).toBe('What the repair will do');

    page.type(REASON, '  ');
    page.submit();
    await quiet();
    expect(page.text).toContain('Say in a few words why.');
    server.expectNone({ method: 'POST', url: `${URL}/repair` });

    page.type(REASON, ' After the outage ');
    page.submit();
    const post = await vi.waitFor(() => server.expectOne({ method: 'POST', url: `${URL}/repair` }));
    expect(post.request.body).toEqual({ reason: 'After the outage' });
    post.flush(driftRun({ id: 'rec_2', mode: 'repair', status: 'running', finishedAt: null }));
    await show(
      driftReport({
        run: driftRun({ id: 'rec_2', mode: 'repair', findings: 2, open: 1 }),
        findings: [
          finding({ repairedAt: '2026-11-22T12:59:59.000Z', outcome: 'Read again; they agree.' }),
          finding({ id: 'fnd_2', kind: 'two_live', repair: 'person' }),
        ],
      }),
    );
    expect(page.text).toContain('Repaired');
    expect(page.text).toContain('Read again; they agree.');
    expect(page.text).not.toContain('What the repair will do');
    expect(page.has('button', 'Repair…')).toBe(false);
  });

  it('says when somebody else was faster, and follows theirs', async () => {
    await open(driftReport());
    page.button('Check now').click();
    const post = await vi.waitFor(() => server.expectOne({ method: 'POST', url: `${URL}/run` }));
    post.flush(
      { title: 'Busy', status: 409, detail: 'A comparison is running already.', errorCode: 'reconcile_busy' },
      { status: 409, statusText: 'Conflict' },
    );
    await show(driftReport({ running: driftRun({ id: 'rec_3', mode: 'repair', status: 'running' }) }));
    await vi.waitFor(() => expect(page.text).toContain('A repair is running.'));
    expect(page.text).toContain('A comparison is running already.');
    await show(driftReport({ run: driftRun({ id: 'rec_3', mode: 'repair' }) }));
  });

  it('tells a check that broke off, and keeps the page through a failed question', async () => {
    await open(driftReport({ run: driftRun({ status: 'failed', error: 'Stripe did not answer in 30 s.' }) }));
    expect(page.text).toContain('Stripe did not answer in 30 s.');
    expect(page.text).not.toContain('Stripe and the database agree');
    page.button('Refresh').click();
    await vi.waitFor(() => server.expectOne(URL).error(new ProgressEvent('error')));
    await quiet();
    expect(page.role('alert')[0]?.textContent).toContain('Try again');
    expect(page.text).toContain('Stripe did not answer in 30 s.');
    page.button('Try again').click();
    await show(driftReport());
    expect(page.role('alert')).toHaveLength(0);
  });

  it('keeps a history, page by page', async () => {
    await signedInAs('support');
    fixture = TestBed.createComponent(Drift);
    page = new Page(fixture.nativeElement as HTMLElement);
    await vi.waitFor(() => server.expectOne(URL).flush(driftReport()));
    await vi.waitFor(() => {
      const first = server.expectOne(({ url, params }) => url === `${URL}/runs` && !params.has('cursor'));
      first.flush({
        items: [driftRun({ mode: 'repair', trigger: 'staff', actorId: 'usr_1', reason: 'After the outage' })],
        nextCursor: 'after-1',
      });
    });
    await vi.waitFor(() => expect(page.text).toContain('Reason: After the outage'));
    page.button('Load more').click();
    await vi.waitFor(() => {
      const second = server.expectOne(
        ({ url, params }) => url === `${URL}/runs` && params.get('cursor') === 'after-1',
      );
      second.flush({ items: [driftRun({ id: 'rec_0', trigger: 'command' })], nextCursor: null });
    });
    await vi.waitFor(() => expect(page.text).toContain('Check by a command'));
    expect(page.text).toContain('Repair by staff');
  });
});
