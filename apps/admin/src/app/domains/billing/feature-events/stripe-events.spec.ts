import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { eventRow } from '../../../../testing/billing-builders.js';
import { Page } from '../../../../testing/page.js';
import { StripeEvents } from './stripe-events.js';

describe('StripeEvents', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  async function open(url: string): Promise<void> {
    harness = await RouterTestingHarness.create(url);
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  }

  /** The one request under way, with its parameters. */
  async function asked(params: Record<string, string> = {}): Promise<TestRequest> {
    const wanted = { limit: '25', ...params };
    return vi.waitFor(() => {
      const request = server.expectOne(({ url }) => url === '/api/admin/billing/events');
      const sent = request.request.params;
      expect(Object.fromEntries(sent.keys().map((name) => [name, sent.get(name)]))).toEqual(wanted);
      return request;
    });
  }

  async function answer(
    request: TestRequest,
    items = [eventRow()],
    nextCursor: string | null = null,
  ): Promise<void> {
    request.flush({ items, nextCursor });
    await harness.fixture.whenStable();
  }

  function choose(label: string, value: string): void {
    const field = page.field(label);
    field.value = value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: 'billing/events', component: StripeEvents }], withComponentInputBinding()),
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('lists events with their outcome, and what is out of the ordinary', async () => {
    await open('/billing/events');
    await answer(await asked(), [
      eventRow(),
      eventRow({
        id: 'evt_2',
        type: 'invoice.payment_failed',
        status: 'failed',
        outcome: 'Stripe answered 500.',
        attempts: 3,
        conflicts: 1,
        source: 'reconcile',
        customerId: null,
      }),
    ]);
    expect(page.link('invoice.paid').getAttribute('href')).toBe('/billing/events/evt_1');
    expect(page.link('Customer of evt_1').getAttribute('href')).toBe('/customers/usr_2');
    for (const words of [
      '2 events',
      'Processed',
      'Failed',
      'Stripe answered 500.',
      '3 attempts',
      '1 conflicting delivery',
      'never delivered, fetched',
    ]) {
      expect(page.text).toContain(words);
    }
  });

  it('starts with the filters of the address', async () => {
    await open('/billing/events?status=failed&customer=usr_2');
    await answer(await asked({ status: 'failed', customer: 'usr_2' }));
    expect(page.field('Outcome').value).toBe('failed');
    expect(page.field('Customer id, ours or Stripe’s').value).toBe('usr_2');
  });

  it('puts filters into the address and takes them out again', async () => {
    await open('/billing/events');
    await answer(await asked());
    choose('Outcome', 'failed');
    await answer(await asked({ status: 'failed' }));
    choose('Type or its beginning', ' invoice ');
    await answer(await asked({ status: 'failed', type: 'invoice' }), []);
    expect(TestBed.inject(Router).url).toBe('/billing/events?status=failed&type=invoice');
    expect(page.text).toContain('No event fits');
    page.button('Show all events').click();
    await answer(await asked());
    expect(TestBed.inject(Router).url).toBe('/billing/events');
    expect(page.field('Outcome').value).toBe('');
    expect(page.field('Type or its beginning').value).toBe('');
  });

  it('adds the next page below the first, and other filters begin again', async () => {
    await open('/billing/events');
    await answer(await asked(), [eventRow()], 'after-1');
    page.button('Load more').click();
    await answer(await asked({ cursor: 'after-1' }), [eventRow({ id: 'evt_2', type: 'charge.refunded' })]);
    expect(page.text).toContain('invoice.paid');
    expect(page.text).toContain('charge.refunded');
    expect(page.has('button', 'Load more')).toBe(false);
    choose('Outcome', 'pending');
    await answer(await asked({ status: 'pending' }), [eventRow({ id: 'evt_3', type: 'customer.updated' })]);
    expect(page.text).toContain('customer.updated');
    expect(page.text).not.toContain('charge.refunded');
  });

  it('refreshes from the first page', async () => {
    await open('/billing/events');
    await answer(await asked(), [eventRow()], 'after-1');
    page.button('Load more').click();
    await answer(await asked({ cursor: 'after-1' }), [eventRow({ id: 'evt_2' })]);
    page.button('Refresh').click();
    await answer(await asked(), [eventRow({ id: 'evt_9', type: 'customer.deleted' })]);
    expect(page.text).toContain('customer.deleted');
    expect(page.text).not.toContain('invoice.paid');
  });

  it('says when there is nothing at all', async () => {
    await open('/billing/events');
    await answer(await asked(), []);
    expect(page.text).toContain('No Stripe events yet');
  });

  it('offers to try again after a failure, and keeps what was shown', async () => {
    await open('/billing/events');
    await answer(await asked(), [eventRow()], 'after-1');
    page.button('Load more').click();
    (await asked({ cursor: 'after-1' })).flush(
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
    expect(page.text).toContain('invoice.paid');
    page.button('Try again').click();
    await answer(await asked({ cursor: 'after-1' }), [eventRow({ id: 'evt_2', type: 'charge.refunded' })]);
    expect(page.role('alert')).toHaveLength(0);
    expect(page.text).toContain('invoice.paid');
    expect(page.text).toContain('charge.refunded');
  });
});
