import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { aMachine } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { AgentCard } from './agent-card.js';

describe('AgentCard', () => {
  let fixture: ComponentFixture<AgentCard>;

  const screen = () => page(fixture.nativeElement as HTMLElement);

  async function show(machine: object): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(AgentCard);
    TestBed.tick();
    TestBed.inject(HttpTestingController).expectOne('/api/user/machine').flush(machine);
    await fixture.whenStable();
  }

  it('offers to wake an agent that sleeps', async () => {
    await show(aMachine({ state: 'asleep' }));
    expect(screen().button('Wake up')).toBeTruthy();
  });

  it.each([
    ['payment', 'A payment is overdue', 'Settle the payment'],
    ['ended', 'Your plan has ended', 'Choose a plan'],
  ] as const)(
    'offers no wake-up for one stopped by "%s", but what brings it back',
    async (suspended, why, action) => {
      await show(aMachine({ state: 'asleep', suspended }));
      expect(screen().text()).toContain('Paused');
      expect(screen().text()).toContain(why);
      expect(screen().link(action).getAttribute('href')).toBe('/settings/billing');
      expect(() => screen().button('Wake up')).toThrow();
    },
  );
});
