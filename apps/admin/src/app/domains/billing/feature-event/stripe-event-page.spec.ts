import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { StripeEventDetailDto } from '@automna/api-client';
import { of } from 'rxjs';
import { eventDetail } from '../../../../testing/billing-builders.js';
import { Page } from '../../../../testing/page.js';
import { settled, signedInAs, tellTime } from '../../../../testing/sign-in.js';
import { ASK_AGAIN_MS } from '../../../data/ask-again.js';
import { StripeEventPage } from './stripe-event-page.js';

const URL = '/api/admin/billing/events/evt_1';

describe('StripeEventPage', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;
  const typed = vi.fn<() => { reason: string } | undefined>();

  beforeEach(() => {
    typed.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter(
          [{ path: 'billing/events/:id', component: StripeEventPage }],
          withComponentInputBinding(),
        ),
        { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(typed()) }) } },
        { provide: ASK_AGAIN_MS, useValue: 0 },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    tellTime();
    server.verify();
  });

  async function open(role: 'admin' | 'support'): Promise<void> {
    await signedInAs(role);
    harness = await RouterTestingHarness.create('/billing/events/evt_1');
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  }

  async function show(event: StripeEventDetailDto): Promise<void> {
    await vi.waitFor(() => server.expectOne({ method: 'GET', url: URL }).flush(event));
    if (event.status !== 'pending') await settled(harness.fixture);
  }

  it('shows what came of it each time, and what it said', async () => {
    await open('support');
    await show(
      eventDetail({
        stripeUrl: 'https://dashboard.stripe.com/events/evt_1',
        attempts: 2,
        attemptLog: [
          { startedAt: '2026-11-13T08:05:00.000Z', finishedAt: null, status: null, outcome: null },
          {
            startedAt: '2026-11-13T08:00:00.000Z',
            finishedAt: '2026-11-13T08:00:01.000Z',
            status: 'failed',
            outcome: 'Stripe answered 500.',
          },
        ],
        replays: [{ at: '2026-11-13T08:04:00.000Z', actorId: 'usr_1', reason: 'Stripe is back' }],
      }),
    );
    for (const words of [
      'invoice.paid',
      'Processed',
      '2026-10-29.clover',
      'Not finished',
      'Stripe answered 500.',
      'Stripe is back',
      '13 Nov 2026, 08:05 UTC',
      'data: 1 field',
      'amount_paid: 3000',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.link('Open customer').getAttribute('href')).toBe('/customers/usr_2');
    expect(page.link('Open in Stripe the event evt_1 (opens in a new tab)').target).toBe('_blank');
  });

  it('warns of an id that came with other content', async () => {
    await open('support');
    await show(eventDetail({ conflicts: 2, lastConflictAt: '2026-11-13T09:00:00.000Z' }));
    expect(page.text).toContain(
      'The same id came 2 more times with other content. The first content is kept.',
    );
  });

  it('lets support look but not replay', async () => {
    await open('support');
    await show(eventDetail());
    expect(page.has('button', 'Replay invoice.paid')).toBe(false);
    expect(page.text).toContain('Only admins can replay events.');
  });

  it('replays after a yes, and follows it until it is carried out', async () => {
    typed.mockReturnValue({ reason: 'Stripe is back' });
    await open('admin');
    await show(eventDetail({ status: 'failed', outcome: 'Stripe answered 500.' }));
    page.button('Replay invoice.paid').click();
    const replay = await vi.waitFor(() => server.expectOne({ method: 'POST', url: `${URL}/replay` }));
    expect(replay.request.body).toEqual({ reason: 'Stripe is back' });
    replay.flush(eventDetail({ status: 'pending', outcome: null }));
    await vi.waitFor(() => expect(page.text).toContain('Waiting'));
    await show(eventDetail({ status: 'pending', outcome: null }));
    await show(eventDetail({ outcome: 'Read the subscription again.' }));
    expect(page.text).toContain('Processed');
    expect(page.text).toContain('invoice.paid is being replayed');
  });

  it('sends no reason when none was typed, and nothing at all after a no', async () => {
    await open('admin');
    await show(eventDetail());
    typed.mockReturnValueOnce(undefined);
    page.button('Replay invoice.paid').click();
    await settled(harness.fixture);
    server.expectNone({ method: 'POST', url: `${URL}/replay` });
    typed.mockReturnValueOnce({ reason: '' });
    page.button('Replay invoice.paid').click();
    const replay = await vi.waitFor(() => server.expectOne({ method: 'POST', url: `${URL}/replay` }));
    expect(replay.request.body).toEqual({});
    replay.flush(
      {
        title: 'Busy',
        status: 503,
        detail: 'The database did not answer.',
        errorCode: 'temporarily_unavailable',
      },
      { status: 503, statusText: 'no' },
    );
    await vi.waitFor(() =>
      expect(page.role('alert')[0]?.textContent).toContain('The database did not answer.'),
    );
    expect(page.text).toContain('Processed');
  });

  it('says when no event has the id', async () => {
    await open('admin');
    await vi.waitFor(() =>
      server
        .expectOne(URL)
        .flush(
          { title: 'No such event', status: 404, detail: 'No.', errorCode: 'stripe_event_not_found' },
          { status: 404, statusText: 'Not Found' },
        ),
    );
    await settled(harness.fixture);
    expect(page.text).toContain('No event has this id');
    expect(page.link('Check for drift').getAttribute('href')).toBe('/billing/drift');
  });

  it('offers to try again after a failure', async () => {
    await open('support');
    await vi.waitFor(() => server.expectOne(URL).error(new ProgressEvent('error')));
    await settled(harness.fixture);
    page.button('Try again').click();
    await show(eventDetail());
    expect(page.text).toContain('invoice.paid');
  });
});
