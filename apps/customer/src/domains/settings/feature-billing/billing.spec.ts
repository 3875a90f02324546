import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { InvoiceDto, NextChargeDto, SubscriptionDto } from '@automna/api-client';
import {
  aNextCharge,
  aPlan,
  aSubscription,
  anInvoice,
  noSubscription,
} from '../../../testing/billing-builders.js';
import { page } from '../../../testing/page.js';
import { Away } from '../../../ui/away.js';
import { Notices } from '../../../ui/notices/notices.js';
import { Billing } from './billing.js';

const SUBSCRIPTION = '/api/user/subscription';
const CHARGE = `${SUBSCRIPTION}/next-charge`;
const INVOICES = '/api/user/invoices';
const PAY_URL = 'https://invoice.stripe.com/i/open';

const OPEN = anInvoice({ number: 'AUT-0002', status: 'open', amountPaidCents: 0, hostedUrl: PAY_URL });
const LATE = aSubscription({
  status: 'past_due',
  service: 'payment_late',
  pastDueSince: '2026-11-10T12:00:00.000Z',
  suspendsAt: '2026-11-24T12:00:00.000Z',
  payUrl: PAY_URL,
});

describe('Plan and billing', () => {
  let fixture: ComponentFixture<Billing>;
  let http: HttpTestingController;
  const leave = vi.fn();

  afterEach(() => http.verify());

  const root = () => fixture.nativeElement as HTMLElement;
  const screen = () => page(root());
  const said = () =>
    TestBed.inject(Notices)
      .current()
      .map(({ text }) => text);

  async function open(
    subscription: SubscriptionDto,
    {
      charge = aNextCharge(),
      invoices = [anInvoice()],
    }: { charge?: NextChargeDto; invoices?: InvoiceDto[] } = {},
  ): Promise<void> {
    begin();
    http.expectOne(SUBSCRIPTION).flush(subscription);
    http.expectOne(INVOICES).flush({ items: invoices, nextCursor: null });
    if (subscription.live) await answer(CHARGE, charge);
    await fixture.whenStable();
  }

  function begin(): void {
    leave.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Away, useValue: { goTo: leave } },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(Billing);
    TestBed.tick();
  }

  async function answer(url: string, body: object | null, status = 200): Promise<unknown> {
    const call = await vi.waitFor(() => http.expectOne(url));
    call.flush(body, { status, statusText: 'x' });
    await vi.waitFor(() => TestBed.tick());
    return call.request.body;
  }

  /** After a change the page asks again what will be charged. */
  async function reread(): Promise<void> {
    await answer(CHARGE, aNextCharge());
    await answer(INVOICES, { items: [], nextCursor: null });
    await fixture.whenStable();
  }

  it('shows the plan, its price and the next charge to the cent with its day', async () => {
    await open(aSubscription({ discount: '20% off for 3 months' }), {
      charge: aNextCharge({
        amountCents: 1900,
        lines: [
          { description: '1 × Pro', amountCents: 3000 },
          { description: 'Discount', amountCents: -600 },
          { description: 'Paid from your credit', amountCents: -500 },
        ],
        balanceCents: 250,
      }),
    });
    const text = screen().words();
    expect(text).toContain('Plan Pro Active');
    expect(text).toContain('$30.00 a month');
    expect(text).toContain('20% off for 3 months');
    expect(text).toContain('$19.00 on 10 December 2026');
    expect(text).toContain('Paid from your credit −$5.00 Charged $19.00');
    expect(text).toContain('$2.50 of credit remains');
  });

  it('leads to the preview of the other plans, and marks the one that is there', async () => {
    await open(aSubscription());
    expect(screen().link('Upgrade to Power').getAttribute('href')).toBe('/settings/billing/change/power');
    expect(screen().link('Change to Starter').getAttribute('href')).toBe('/settings/billing/change/starter');
    expect(screen().words()).toContain('Your plan');
    expect(screen().link('Cancel your plan').getAttribute('href')).toBe('/settings/billing/cancel');
  });

  it('says when a trial becomes a charge', async () => {
    await open(aSubscription({ status: 'trialing', trialEnd: '2026-12-10T12:00:00.000Z' }));
    expect(screen().words()).toContain('Trial');
    expect(screen().words()).toContain('Free until 10 December 2026');
  });

  it('shows a planned downgrade and takes it back', async () => {
    await open(aSubscription({ nextPlan: aPlan('starter'), nextPlanAt: '2026-12-10T12:00:00.000Z' }));
    expect(screen().words()).toContain('Changes to Starter on 10 December 2026.');
    expect(screen().words()).toContain('Your next plan');
    screen().button('Keep Pro').click();
    const sent = await answer(`${SUBSCRIPTION}/change`, {
      status: 'done',
      payUrl: null,
      subscription: aSubscription(),
    });
    await reread();
    expect(sent).toEqual({ plan: 'pro' });
    expect(screen().words()).not.toContain('Changes to Starter');
    expect(said()).toEqual(['You stay on Pro.']);
  });

  it('shows a cancellation with its day, charges nothing more, and takes it back', async () => {
    const nothing = aNextCharge({
      amountCents: null,
      at: null,
      currency: null,
      lines: [],
      balanceCents: null,
    });
    await open(aSubscription({ cancelAtPeriodEnd: true }), { charge: nothing });
    expect(screen().words()).toContain('Ends on 10 December 2026.');
    expect(screen().words()).toContain('None. Your plan is cancelled.');
    expect(screen().words()).not.toContain('Cancel your plan');
    screen().button('Keep my plan').click();
    await answer(`${SUBSCRIPTION}/resume`, aSubscription());
    await reread();
    expect(said()).toEqual(['Your plan goes on: Pro.']);
    expect(screen().words()).toContain('$30.00 on 10 December 2026');
  });

  it('promises nothing about charges while an overdue payment is open', async () => {
    await open({ ...LATE, cancelAtPeriodEnd: true }, { invoices: [OPEN] });
    expect(screen().words()).toContain('Ends on 10 December 2026.');
    expect(screen().words()).not.toContain('nothing more is charged');
  });

  it('stays as it is and says why when something cannot be taken back', async () => {
    await open(aSubscription({ cancelAtPeriodEnd: true }));
    screen().button('Keep my plan').click();
    await answer(
      `${SUBSCRIPTION}/resume`,
      { title: 'Down', detail: 'Later.', errorCode: 'billing_unavailable' },
      503,
    );
    await fixture.whenStable();
    expect(screen().alert().textContent).toContain('Later.');
    expect(screen().button('Keep my plan')).toBeTruthy();
  });

  it('names what a late payment needs: amount, dates, the page to pay on, another card', async () => {
    await open(LATE, { invoices: [OPEN, anInvoice()] });
    expect(screen().words()).toContain('$30.00 is overdue since 10 November 2026.');
    expect(screen().words()).toContain('keeps working until 24 November 2026');
    expect(
      screen()
        .link(/^Pay \$30.00/)
        .getAttribute('href'),
    ).toBe(PAY_URL);
    screen().button('Update card').click();
    expect(await answer('/api/billing/portal', { url: 'https://billing.stripe.com/x' })).toEqual({
      flow: 'payment_method_update',
    });
    await vi.waitFor(() => expect(leave).toHaveBeenCalledWith('https://billing.stripe.com/x'));
  });

  it('looks again when somebody comes back from paying', async () => {
    await open(LATE, { invoices: [OPEN] });
    document.dispatchEvent(new Event('visibilitychange'));
    TestBed.tick();
    http.expectOne(SUBSCRIPTION).flush(aSubscription());
    await reread();
    expect(screen().words()).not.toContain('overdue');
    document.dispatchEvent(new Event('visibilitychange'));
    TestBed.tick();
  });

  it('looks again by itself while a payment is waited for, and stops then', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const looks = () =>
      timers.mock.calls.filter(([, ms]) => ms === 4_000).map(([look]) => look as unknown as () => void);
    await open(LATE, { invoices: [OPEN] });
    looks().at(-1)?.();
    TestBed.tick();
    http.expectOne(SUBSCRIPTION).flush(LATE);
    await vi.waitFor(() => expect(looks()).toHaveLength(2));
    looks().at(-1)?.();
    TestBed.tick();
    http.expectOne(SUBSCRIPTION).flush(aSubscription());
    await reread();
    expect(screen().words()).not.toContain('overdue');
    expect(looks()).toHaveLength(2);
    timers.mockRestore();
  });

  it('offers a paused customer payment, not another plan', async () => {
    await open({ ...LATE, service: 'suspended' }, { invoices: [OPEN] });
    expect(screen().words()).toContain('Your agent is paused.');
    expect(screen().words()).toContain('Nothing is deleted');
    expect(screen().words()).toContain('as soon as the overdue payment is made');
  });

  it('lets an upgrade that waits for its payment be paid or dropped', async () => {
    const awaitingPayment = { plan: aPlan('power'), expiresAt: '2026-11-23T12:00:00.000Z' };
    await open(aSubscription({ payUrl: PAY_URL, awaitingPayment }), {
      invoices: [anInvoice({ ...OPEN, totalCents: 1234, amountDueCents: 1234 })],
    });
    expect(screen().words()).toContain('$12.34 for Power waits for you.');
    expect(
      screen()
        .link(/^Pay \$12.34/)
        .getAttribute('href'),
    ).toBe(PAY_URL);
    screen().button('Stay on Pro').click();
    const subscription = aSubscription();
    expect(await answer(`${SUBSCRIPTION}/change`, { status: 'done', payUrl: null, subscription })).toEqual({
      plan: 'pro',
    });
    await reread();
    expect(screen().words()).not.toContain('waits for you');
  });

  it('promises the same agent to somebody whose plan has ended', async () => {
    await open(aSubscription({ status: 'canceled', live: false, service: 'ended' }));
    expect(screen().words()).toContain('the same agent is back');
    expect(screen().link('Choose Power').getAttribute('href')).toBe('/checkout/start?plan=power');
  });

  it('offers the plans to somebody who never had one', async () => {
    await open(noSubscription(), { invoices: [] });
    expect(screen().link('Choose Starter')).toBeTruthy();
    expect(screen().words()).toContain('No invoices yet');
    expect(screen().words()).not.toContain('Card and address');
  });

  it('shows a former plan with its own price, and who can change it', async () => {
    await open(aSubscription({ plan: null, catalogue: 'legacy', priceCents: 7900 }));
    expect(screen().words()).toContain('A former plan');
    expect(screen().words()).toContain('$79.00 a month');
    expect(screen().words()).toContain('Write to us');
    expect(screen().link('Cancel your plan')).toBeTruthy();
  });

  it('keeps the plan on the screen when only Stripe is out of reach', async () => {
    begin();
    http.expectOne(SUBSCRIPTION).flush(aSubscription());
    const down = { title: 'Stripe is away', detail: 'Later.', errorCode: 'billing_unavailable' };
    http.expectOne(INVOICES).flush(down, { status: 503, statusText: 'x' });
    await answer(CHARGE, down, 503);
    await fixture.whenStable();
    expect(screen().words()).toContain('$30.00 a month');
    expect(root().querySelectorAll('[role="alert"]')).toHaveLength(2);
  });
});
