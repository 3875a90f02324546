import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import type { SubscriptionDto } from '@automna/api-client';
import { aSubscription } from '../../../testing/billing-builders.js';
import { page } from '../../../testing/page.js';
import { Notices } from '../../../ui/notices/notices.js';
import { CancelPlan } from './cancel-plan.js';

const ENDING = aSubscription({ cancelAtPeriodEnd: true });

describe('Cancelling', () => {
  let fixture: ComponentFixture<CancelPlan>;
  let http: HttpTestingController;
  let goTo: ReturnType<typeof vi.spyOn>;

  afterEach(() => http.verify());

  const root = () => fixture.nativeElement as HTMLElement;
  const screen = () => page(root());
  const said = () =>
    TestBed.inject(Notices)
      .current()
      .map(({ text }) => text);

  async function open(subscription: SubscriptionDto): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    goTo = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    fixture = TestBed.createComponent(CancelPlan);
    TestBed.tick();
    http.expectOne('/api/user/subscription').flush(subscription);
    await fixture.whenStable();
  }

  async function cancel(answer: object, status = 200): Promise<unknown> {
    screen().button('Cancel my plan').click();
    TestBed.tick(); // shows that it is under way
    const call = await vi.waitFor(() => http.expectOne('/api/user/subscription/cancel'));
    call.flush(answer, { status, statusText: 'x' });
    await vi.waitFor(() => expect(root().querySelector('button:disabled')).toBeNull());
    return call.request.body;
  }

  it('says what happens and when, and cancels without asking for anything', async () => {
    await open(aSubscription());
    expect(screen().heading('Cancel Pro')).toBeTruthy();
    expect(screen().text()).toContain('Pro runs until 10 December 2026');
    expect(await cancel(ENDING)).toEqual({});
    expect(goTo).toHaveBeenCalledWith('/settings/billing');
    expect(said()).toEqual(['Your plan is cancelled and runs until 10 December 2026.']);
  });

  it('passes on why, for those who like to say', async () => {
    await open(aSubscription());
    screen().field('It costs too much').click();
    const comment = root().querySelector('textarea') as HTMLTextAreaElement;
    comment.value = '  Maybe later. ';
    comment.dispatchEvent(new Event('input', { bubbles: true }));
    await fixture.whenStable();
    expect(await cancel(ENDING)).toEqual({ reason: 'too_expensive', comment: 'Maybe later.' });
  });

  it('says so when the plan ended at once', async () => {
    const unpaid = aSubscription({ status: 'unpaid', service: 'suspended' });
    await open(unpaid);
    await cancel({ ...unpaid, status: 'canceled', live: false, service: 'ended' });
    expect(said()).toEqual(['Your plan has ended.']);
  });

  it('stays when it did not work, and can be tried again', async () => {
    await open(aSubscription());
    await cancel({ title: 'Down', detail: 'It is written down.', errorCode: 'billing_unavailable' }, 503);
    expect(screen().alert().textContent).toContain('It is written down.');
    expect(goTo).not.toHaveBeenCalled();
    expect(screen().button('Try again')).toBeTruthy();
  });

  it.each([
    ['Your plan is cancelled already', ENDING],
    ['There is no plan to cancel', aSubscription({ live: false, status: 'canceled', service: 'ended' })],
  ])('says: %s', async (words, subscription) => {
    await open(subscription);
    expect(screen().text()).toContain(words);
    expect(root().querySelector('button')).toBeNull();
  });
});
