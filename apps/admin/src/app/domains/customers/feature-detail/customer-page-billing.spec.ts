import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { CustomerBillingDto, CustomerDetailDto } from '@automna/api-client';
import {
  billingChange,
  billingSubscription,
  customerBilling,
  invoice,
  planDto,
} from '../../../../testing/billing-builders.js';
import { detail, subscription } from '../../../../testing/builders.js';
import { Page } from '../../../../testing/page.js';
import { signedInAs, tellTime } from '../../../../testing/sign-in.js';
import { CustomerPage } from './customer-page.js';

const URL = '/api/admin/customers/usr_2';
const BILLING = `${URL}/billing`;

describe('CustomerPage, billing', () => {
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

  afterEach(() => {
    tellTime();
    server.verify();
  });

  async function show(customer: CustomerDetailDto, billing?: CustomerBillingDto): Promise<void> {
    await vi.waitFor(() => server.expectOne(URL).flush(customer));
    await vi.waitFor(() => server.expectOne(BILLING).flush(billing ?? customerBilling()));
    await harness.fixture.whenStable();
  }

  it('shows how the subscription stands and what is to come', async () => {
    await show(
      detail({
        subscription: subscription({
          status: 'past_due',
          service: 'payment_late',
          pastDueSince: '2026-11-13T08:00:00.000Z',
          suspendsAt: '2026-11-27T08:00:00.000Z',
          nextPlan: planDto(),
          nextPlanAt: '2026-12-13T08:00:00.000Z',
          payUrl: 'https://invoice.example/1',
          discount: '20% off for 3 months',
          interval: 'year',
        }),
      }),
      customerBilling({ creditCents: 450, stripeUrl: 'https://dashboard.stripe.com/customers/cus_1' }),
    );
    for (const words of [
      'Payment late',
      'Unpaid since 13 Nov 2026. Stops on 27 Nov 2026',
      'Starter from 13 Dec 2026',
      '$30.00 a year',
      '20% off for 3 months',
      '$4.50 for the next invoices',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.link('Open in Stripe the customer (opens in a new tab)').href).toContain('cus_1');
  });

  it('shows invoices, changes, other subscriptions and what needs a look', async () => {
    await show(
      detail(),
      customerBilling({
        subscriptions: [
          billingSubscription(),
          billingSubscription({ id: 'b', stripeSubscriptionId: 'sub_2', duplicate: true, currency: 'eur' }),
        ],
        changes: [billingChange({ status: 'failed', outcome: 'The card was declined.' })],
        invoices: [
          invoice({
            id: 'in_2',
            number: 'A-0002',
            status: 'open',
            attemptCount: 2,
            nextAttemptAt: '2026-11-25T08:00:00.000Z',
          }),
          invoice(),
        ],
        attention: [
          {
            kind: 'billing.dispute_opened',
            sentence: 'The customer’s bank disputes $30.00.',
            at: '2026-11-20T08:00:00.000Z',
            stripeId: 'dp_1',
            stripeUrl: null,
          },
        ],
      }),
    );
    for (const words of [
      'The customer’s bank disputes $30.00.',
      'Live beside another one, so the customer pays twice.',
      '€30.00 a month',
      'Upgrade from Starter to Pro',
      'The card was declined.',
      'agreed to $4.83',
      'A-0002 · 13 Nov 2026 · $30.00 due · 2 attempts, next',
      'A-0001 · 13 Nov 2026',
    ]) {
      expect(page.text).toContain(words);
    }
  });

  it('stands without Stripe, and says what is missing', async () => {
    await show(detail(), customerBilling({ stripeUnavailable: true, creditCents: null }));
    expect(page.text).toContain('Stripe did not answer in time');
    expect(page.text).toContain('not known');
    expect(page.text).not.toContain('No invoices');
  });

  it('keeps the rest of the page when billing cannot be read', async () => {
    await vi.waitFor(() => server.expectOne(URL).flush(detail()));
    await vi.waitFor(() => server.expectOne(BILLING).error(new ProgressEvent('error')));
    await harness.fixture.whenStable();
    expect(page.text).toContain('Ines Carvalho');
    page.button('Try again').click();
    await vi.waitFor(() => server.expectOne(BILLING).flush(customerBilling({ invoices: [invoice()] })));
    await harness.fixture.whenStable();
    expect(page.text).toContain('A-0001');
  });

  it('leads to each event and to all of them, and lets admins replay', async () => {
    const events = [
      {
        id: 'evt_1',
        type: 'invoice.paid',
        status: 'processed',
        outcome: null,
        at: '2026-11-13T08:00:00.000Z',
      },
    ];
    await show(detail({ stripeEvents: events }));
    expect(page.link('invoice.paid').getAttribute('href')).toBe('/billing/events/evt_1');
    expect(page.link('All Stripe events of this customer').getAttribute('href')).toBe(
      '/billing/events?customer=usr_2',
    );
    expect(page.has('button', 'Replay invoice.paid')).toBe(false);
    await signedInAs('admin');
    await vi.waitFor(() => expect(page.button('Replay invoice.paid')).toBeTruthy());
  });
});
