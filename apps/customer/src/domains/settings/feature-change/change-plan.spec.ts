import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import type { PlanName } from '@automna/contracts';
import { aPlan, aPreview, aSubscription } from '../../../testing/billing-builders.js';
import { page } from '../../../testing/page.js';
import { Away } from '../../../ui/away.js';
import { Notices } from '../../../ui/notices/notices.js';
import { ChangePlan } from './change-plan.js';

const PREVIEW = '/api/user/subscription/preview';
const CHANGE = '/api/user/subscription/change';

const CHANNELS = {
  inUse: 3,
  limit: 1,
  mustChoose: true,
  options: ['Telegram (@a)', 'Discord (@b)', 'Web chat'].map((title, index) => ({
    id: `chn_${index}`,
    kind: 'web',
    title,
    paused: false,
  })),
};

const DOWNGRADE = aPreview({
  kind: 'downgrade',
  to: aPlan('starter'),
  effectiveAt: '2026-12-10T12:00:00.000Z',
  amountDueCents: 0,
  lines: [],
  nextChargeCents: 2000,
  prorationDate: null,
  gains: [],
  losses: ['1 channels instead of 3', 'Scheduled tasks'],
  channels: CHANNELS,
});

describe('The page about a change of plan', () => {
  let fixture: ComponentFixture<ChangePlan>;
  let http: HttpTestingController;
  let goTo: ReturnType<typeof vi.spyOn>;
  const leave = vi.fn();

  afterEach(() => http.verify());

  const root = () => fixture.nativeElement as HTMLElement;
  const screen = () => page(root());
  const said = () =>
    TestBed.inject(Notices)
      .current()
      .map(({ text }) => text);

  async function open(plan: PlanName, answer: object, status = 200): Promise<void> {
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
    goTo = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    fixture = TestBed.createComponent(ChangePlan, { bindings: [inputBinding('plan', () => plan)] });
    TestBed.tick();
    await previewed(answer, status);
  }

  async function previewed(answer: object, status = 200): Promise<object> {
    const { request, flush } = await asked(PREVIEW);
    flush(answer, status);
    await fixture.whenStable();
    return request.body as object;
  }

  async function asked(url: string) {
    const call = await vi.waitFor(() => http.expectOne({ url, method: 'POST' }));
    const flush = (answer: object, status = 200) => call.flush(answer, { status, statusText: 'x' });
    return { request: call.request, flush };
  }

  async function confirm(button: string, answer: object, status = 200): Promise<object> {
    screen().button(button).click();
    TestBed.tick(); // shows that it is under way
    const { request, flush } = await asked(CHANGE);
    flush(answer, status);
    await vi.waitFor(() => expect(root().querySelector('button:disabled')).toBeNull());
    return request.body as object;
  }

  const done = (status: string, overrides = {}) => ({
    status,
    payUrl: null,
    subscription: aSubscription(),
    ...overrides,
  });

  it('shows what an upgrade brings, its lines, what is charged now and what next', async () => {
    await open('power', aPreview());
    expect(screen().heading('Upgrade to Power')).toBeTruthy();
    const text = screen().words();
    expect(text).toContain('API access');
    expect(text).toContain('Unused time on Pro after 25 Nov 2026 −$14.50');
    expect(text).toContain('Remaining time on Power after 25 Nov 2026 $19.33');
    expect(text).toContain('Charged now $4.83');
    expect(text).toContain('Next charge: $40.00 on 10 December 2026.');
    expect(text).not.toContain('regular price');
  });

  it('pays exactly the amount on the button, then leads back with a notice', async () => {
    await open('power', aPreview());
    const sent = await confirm('Pay $4.83 and switch to Power', done('done'));
    expect(sent).toEqual({ plan: 'power', amountDueCents: 483, prorationDate: 1_795_608_000 });
    expect(goTo).toHaveBeenCalledWith('/settings/billing', { replaceUrl: false });
    expect(said()).toEqual(['You are on Power now.']);
  });

  it('shows the credit that pays a part, and the regular price when the next charge is another one', async () => {
    await open('power', aPreview({ amountDueCents: 83, balanceUsedCents: 400, nextChargeCents: 3200 }));
    expect(screen().words()).toContain('Paid from your credit −$4.00');
    expect(screen().words()).toContain('Charged now $0.83');
    expect(screen().words()).toContain('The regular price of Power is $40.00 a month.');
  });

  it.each([
    ['Too little to charge now: added to your next invoice', 0, 483, '−$4.83'],
    ['Kept as credit', 0, -700, '+?\\$7.00'],
    ['Carried over from before', 583, -100, '\\$1.00'],
  ])('says what becomes of the rest: %s', async (balanceWords, amountDueCents, balanceUsedCents, shown) => {
    const amountCents = amountDueCents + balanceUsedCents;
    const lines = [{ description: 'The difference', amountCents, proration: true }];
    await open('power', aPreview({ amountDueCents, balanceUsedCents, balanceWords, lines }));
    const amount = new RegExp(`${balanceWords} ${shown.replace('−$', '−\\$')}`);
    expect(screen().words()).toMatch(amount);
  });

  it('shows an amount that has changed and asks again', async () => {
    await open('power', aPreview());
    screen().button('Pay $4.83 and switch to Power').click();
    (await asked(CHANGE)).flush({ title: 'x', errorCode: 'quote_outdated' }, 409);
    await previewed(aPreview({ amountDueCents: 450, prorationDate: 1_795_608_900 }));
    expect(screen().alert().textContent).toContain('The amount has changed since you saw it.');
    expect(goTo).not.toHaveBeenCalled();
    const sent = await confirm('Pay $4.50 and switch to Power', done('done'));
    expect(sent).toMatchObject({ amountDueCents: 450, prorationDate: 1_795_608_900 });
  });

  it('goes on to the bank when it wants a word, and leaves the page about the plan behind', async () => {
    await open('power', aPreview());
    const payUrl = 'https://invoice.stripe.com/i/open';
    await confirm('Pay $4.83 and switch to Power', done('awaiting_payment', { payUrl }));
    expect(goTo).toHaveBeenCalledWith('/settings/billing', { replaceUrl: true });
    expect(leave).toHaveBeenCalledWith(payUrl);
    expect(said()).toEqual([]);
  });

  it('says when a downgrade takes effect, what is lost, and lets one choose the channel that stays', async () => {
    await open('starter', DOWNGRADE);
    expect(screen().words()).toContain('Scheduled tasks');
    expect(screen().words()).toContain('Nothing is charged now.');
    expect(screen().words()).toContain('You use 3 channels; Starter allows 1.');
    expect((screen().field('Telegram (@a)') as HTMLInputElement).checked).toBe(true);
    screen().field('Web chat').click();
    await fixture.whenStable();
    const subscription = aSubscription({
      nextPlan: aPlan('starter'),
      nextPlanAt: '2026-12-10T12:00:00.000Z',
    });
    const sent = await confirm('Switch to Starter on 10 December 2026', done('scheduled', { subscription }));
    expect(sent).toEqual({ plan: 'starter', keepChannels: ['chn_2'] });
    expect(said()).toEqual(['Your plan changes to Starter on 10 December 2026.']);
  });

  it('lets nobody choose more channels than fit, nor none at all', async () => {
    await open('pro', { ...DOWNGRADE, to: aPlan('pro'), channels: { ...CHANNELS, limit: 2 } });
    expect(screen().field('Web chat').disabled).toBe(true);
    expect(screen().words()).toContain('2 of 2 chosen.');
    screen().field('Telegram (@a)').click();
    await fixture.whenStable();
    expect(screen().field('Web chat').disabled).toBe(false);
    screen().field('Discord (@b)').click();
    await fixture.whenStable();
    screen()
      .button(/^Switch to Pro/)
      .click();
    await fixture.whenStable();
    expect(screen().alert().textContent).toContain('Choose at least one channel that stays.');
  });

  it('says why a change is refused and where to pay first', async () => {
    const payUrl = 'https://invoice.stripe.com/i/open';
    await open('power', { title: 'No', detail: 'Pay first.', errorCode: 'plan_change_refused', payUrl }, 409);
    expect(screen().alert().textContent).toContain('Pay first.');
    expect(
      screen()
        .link(/^Pay now/)
        .getAttribute('href'),
    ).toBe(payUrl);
    expect(root().querySelector('button')).toBeNull();
  });

  it('offers to ask again when Stripe is out of reach', async () => {
    await open('power', { title: 'Down', detail: 'Later.', errorCode: 'billing_unavailable' }, 503);
    screen().button('Try again').click();
    await previewed(aPreview());
    expect(screen().button('Pay $4.83 and switch to Power')).toBeTruthy();
  });

  it('has nothing to confirm for the plan one has', async () => {
    await open('pro', aPreview({ kind: 'same', to: aPlan('pro'), gains: [], lines: [], amountDueCents: 0 }));
    expect(screen().heading('You are on Pro')).toBeTruthy();
    expect(root().querySelector('button')).toBeNull();
  });
});
