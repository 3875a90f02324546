import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { aSubscription, noSubscription } from '../../../testing/billing-builders.js';
import { page } from '../../../testing/page.js';
import { Session } from '../../accounts/data/session.js';
import { Pricing } from './pricing.js';

describe('Pricing', () => {
  let fixture: ComponentFixture<Pricing>;

  const href = (name: string) =>
    page(fixture.nativeElement as HTMLElement)
      .link(name)
      .getAttribute('href');

  async function show(subscription: object | null): Promise<void> {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Session, useValue: { signedIn: signal(subscription !== null) } },
      ],
    });
    fixture = TestBed.createComponent(Pricing);
    TestBed.tick();
    if (subscription) {
      TestBed.inject(HttpTestingController).expectOne('/api/user/subscription').flush(subscription);
    }
    await fixture.whenStable();
  }

  it('leads a stranger to an account, and somebody without a plan to the payment', async () => {
    await show(null);
    expect(href('Choose Power')).toBe('/register?plan=power');
    TestBed.resetTestingModule();
    await show(noSubscription());
    expect(href('Choose Power')).toBe('/checkout/start?plan=power');
  });

  it('leads a subscriber to what changing would cost', async () => {
    await show(aSubscription());
    expect(href('Change to Power')).toBe('/settings/billing/change/power');
    expect(href('See your plan')).toBe('/settings/billing');
  });

  it('sells no second plan to somebody with a former one', async () => {
    await show(aSubscription({ plan: null, catalogue: 'legacy' }));
    expect(href('See your plan')).toBe('/settings/billing');
  });
});
