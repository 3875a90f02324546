import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { page } from '../../../testing/page.js';
import { CheckoutStart } from './checkout-start.js';

describe('Going to payment', () => {
  let fixture: ComponentFixture<CheckoutStart>;

  const screen = () => page(fixture.nativeElement as HTMLElement);

  async function refused(problem: object): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(CheckoutStart, { bindings: [inputBinding('plan', () => 'power')] });
    TestBed.tick();
    const request = TestBed.inject(HttpTestingController).expectOne('/api/checkout');
    expect(request.request.body).toEqual({ plan: 'power' });
    request.flush(problem, { status: 409, statusText: 'x' });
    await fixture.whenStable();
    await vi.waitFor(() => screen().alert());
  }

  it('shows a subscriber what changing to the plan would cost instead', async () => {
    const link = '/settings/billing';
    await refused({
      title: 'You already have a subscription.',
      detail: 'x',
      errorCode: 'already_subscribed',
      link,
    });
    expect(screen().link('See what changing would cost').getAttribute('href')).toBe(
      '/settings/billing/change/power',
    );
    expect(() => screen().button('Try again')).toThrow();
  });

  it('leads where any other refusal points to', async () => {
    await refused({ title: 'No', detail: 'x', errorCode: 'checkout_in_progress', link: '/dashboard' });
    expect(screen().link('See your plan').getAttribute('href')).toBe('/dashboard');
  });
});
