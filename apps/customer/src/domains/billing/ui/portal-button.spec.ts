import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { page } from '../../../testing/page.js';
import { Away } from '../../../ui/away.js';
import { Notices } from '../../../ui/notices/notices.js';
import { PortalButton } from './portal-button.js';

describe('PortalButton', () => {
  let fixture: ComponentFixture<PortalButton>;
  const leave = vi.fn();

  const screen = () => page(fixture.nativeElement as HTMLElement);

  async function press(answer: object, status = 200): Promise<unknown> {
    leave.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Away, useValue: { goTo: leave } },
      ],
    });
    fixture = TestBed.createComponent(PortalButton, {
      bindings: [inputBinding('label', () => 'Manage in Stripe')],
    });
    await fixture.whenStable();
    screen().button('Manage in Stripe').click();
    TestBed.tick();
    expect(screen().button('Opening Stripe…')).toHaveProperty('disabled', true);
    const request = TestBed.inject(HttpTestingController).expectOne('/api/billing/portal');
    request.flush(answer, { status, statusText: 'x' });
    await vi.waitFor(() => screen().button('Manage in Stripe'));
    return request.request.body;
  }

  it('goes to the first page of the portal', async () => {
    expect(await press({ url: 'https://billing.stripe.com/x' })).toEqual({ flow: null });
    expect(leave).toHaveBeenCalledWith('https://billing.stripe.com/x');
  });

  it('stays and says why when the portal cannot be opened', async () => {
    await press({ title: 'Stripe is away.', detail: 'Try again later.', errorCode: 'x' }, 503);
    expect(leave).not.toHaveBeenCalled();
    const [notice] = TestBed.inject(Notices).current();
    expect(notice).toMatchObject({ text: 'Stripe is away. Try again later.', tone: 'bad' });
  });
});
