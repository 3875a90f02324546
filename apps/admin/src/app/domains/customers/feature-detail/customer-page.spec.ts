import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Title } from '@angular/platform-browser';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { CustomerDetailDto } from '@automna/api-client';
import { customerBilling } from '../../../../testing/billing-builders.js';
import { accountEnd, detail, key, machine, subscription } from '../../../../testing/builders.js';
import { Page } from '../../../../testing/page.js';
import { CustomerPage } from './customer-page.js';

const URL = '/api/admin/customers/usr_2';
const BILLING = `${URL}/billing`;

describe('CustomerPage', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: 'customers/:id', component: CustomerPage }], withComponentInputBinding()),
      ],
    });
    server = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create('/customers/usr_2');
    page = new Page(harness.fixture.nativeElement as HTMLElement);
  });

  afterEach(() => server.verify());

  async function show(customer: CustomerDetailDto): Promise<void> {
    await vi.waitFor(() => server.expectOne(URL).flush(customer));
    await vi.waitFor(() => server.expectOne(BILLING).flush(customerBilling()));
    await harness.fixture.whenStable();
  }

  it('loads', async () => {
    expect(page.text).toContain('Loading the customer');
    server.expectOne(URL);
  });

  it('shows a healthy customer with ids to copy and nothing to worry about', async () => {
    await show(
      detail({
        stripeEvents: [
          {
            id: 'evt_1',
            type: 'checkout.session.completed',
            status: 'processed',
            outcome: 'Activated Pro',
            at: '2026-11-13T08:00:00.000Z',
          },
        ],
        timeline: [
          {
            id: 't1',
            at: '2026-11-13T08:00:00.000Z',
            kind: 'billing.subscription_activated',
            title: 'Became active',
            cause: 'Stripe event evt_1',
            data: { priceCents: 3000 },
          },
        ],
      }),
    );
    expect(TestBed.inject(Title).getTitle()).toContain('Ines Carvalho');
    for (const words of [
      '$30.00 a month',
      'Ready',
      'Valid',
      'Became active',
      'Cause: Stripe event evt_1',
      'No channels',
      'checkout.session.completed',
      'Activated Pro',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.button('Copy Stripe subscription id')).toBeTruthy();
    expect(page.button('Copy Volume id')).toBeTruthy();
    expect(page.text).not.toContain('Needs attention');
  });

  it('shows the newest five Stripe events, and the others when asked', async () => {
    const stripeEvents = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
      id: `evt_${day}`,
      type: `invoice.number_${day}`,
      status: 'processed',
      outcome: null,
      at: `2026-11-0${day}T08:00:00.000Z`,
    }));
    await show(detail({ stripeEvents }));
    expect(page.text).toContain('invoice.number_7');
    expect(page.text).toContain('invoice.number_3');
    expect(page.text).not.toContain('invoice.number_2');
    page.button('Show all 7 Stripe events').click();
    await harness.fixture.whenStable();
    expect(page.text).toContain('invoice.number_1');
    page.button('Show fewer Stripe events').click();
    await harness.fixture.whenStable();
    expect(page.text).not.toContain('invoice.number_1');
  });

  it('puts machine, key and timeline before the long list of Stripe events', async () => {
    await show(detail());
    const headings = page.headings;
    for (const before of ['Machine', 'Anthropic key', 'Timeline']) {
      expect(headings, headings.join(', ')).toContain(before);
      expect(headings.indexOf(before)).toBeLessThan(headings.indexOf('Stripe events'));
    }
  });

  it('shows the masked key only', async () => {
    await show(detail());
    expect(page.text).toContain('sk-ant-api03-…AB12');
    expect(page.text).toContain('Key ending in A B 1 2');
  });

  it('shows nothing as nothing', async () => {
    await show(
      detail({
        subscription: subscription({
          status: 'none',
          live: false,
          priceCents: null,
          currentPeriodEnd: null,
          stripeCustomerId: null,
          stripeSubscriptionId: null,
        }),
        key: key({ configured: false, verdict: null, masked: null, enabled: false, delivery: 'none' }),
        machine: null,
      }),
    );
    for (const words of [
      'No subscription',
      'No plan',
      'No key connected',
      'No machine',
      'Nothing has happened yet',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.has('button', 'Copy Stripe customer id')).toBe(false);
  });

  it('puts trouble first', async () => {
    await show(
      detail({
        key: key({ verdict: 'revoked', enabled: false }),
        machine: machine({ state: 'failed', step: 'volume', error: 'Fly answered 422: no capacity in fra' }),
      }),
    );
    expect(page.text).toContain('The machine failed');
    expect(page.text).toContain('The key is refused: revoked');
    expect(page.text).toContain('Stopped at “Volume”Fly answered 422: no capacity in fra');
  });

  it('tells a roll-back, a machine that is kept down and since when, and an end that was asked for', async () => {
    await show(
      detail({
        key: key({
          delivery: 'rolled_back',
          rolledBack: {
            at: '2026-11-21T08:00:00.000Z',
            masked: 'sk-ant-api03-…CD34',
            verdict: 'revoked',
            message: 'Your agent went back to the key before it.',
          },
        }),
        machine: machine({ suspended: 'payment', suspendedAt: '2026-11-18T08:00:00.000Z' }),
        accountDeletion: accountEnd(),
      }),
    );
    for (const words of [
      'Earlier key put back',
      'the newer key is revoked',
      'Your agent went back to the key before it.',
      'Kept down: a payment is overdue',
      'Stopped since 18 Nov 2026, 08:00 UTC',
      'It closes on 27 Nov 2026, 08:00 UTC unless the customer takes it back.',
    ]) {
      expect(page.text).toContain(words);
    }
  });

  it('does not claim that a machine stands still before it was seen to', async () => {
    await show(detail({ machine: machine({ suspended: 'ended' }) }));
    expect(page.text).toContain('Kept down: the subscription has ended');
    expect(page.text).toContain('It is being stopped.');
  });

  it('says when nobody has the id', async () => {
    server
      .expectOne(URL)
      .flush(
        { title: 'No such customer', status: 404, detail: 'No.', errorCode: 'customer_not_found' },
        { status: 404, statusText: 'Not Found' },
      );
    await harness.fixture.whenStable();
    expect(page.text).toContain('Nobody has this id');
    expect(page.link('Search customers').getAttribute('href')).toBe('/customers');
  });

  it('offers to try again after a failure', async () => {
    server.expectOne(URL).error(new ProgressEvent('error'));
    await harness.fixture.whenStable();
    page.button('Try again').click();
    await show(detail());
    expect(page.text).toContain('Ines Carvalho');
  });
});
