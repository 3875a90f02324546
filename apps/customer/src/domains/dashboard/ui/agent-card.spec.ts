import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Confirm } from '../../../ui/confirm.js';
import { aKey, aMachine } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { AgentCard } from './agent-card.js';

describe('AgentCard', () => {
  let fixture: ComponentFixture<AgentCard>;

  const screen = () => page(fixture.nativeElement as HTMLElement);

  async function show(machine: object, key = aKey()): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(AgentCard, { bindings: [inputBinding('key', () => key)] });
    TestBed.tick();
    TestBed.inject(HttpTestingController).expectOne('/api/user/machine').flush(machine);
    await fixture.whenStable();
  }

  it('offers to wake an agent that sleeps', async () => {
    await show(aMachine({ state: 'asleep' }));
    expect(screen().button('Wake up')).toBeTruthy();
  });

  it('leads to the key when the agent cannot think without one', async () => {
    const none = { configured: false, enabled: false, verdict: null };
    await show(aMachine(), aKey({ ...none, delivery: 'none' }));
    expect(screen().text()).toContain('Needs a key');
    expect(screen().link('Connect your key').getAttribute('href')).toBe('/settings/key');
    expect(() => screen().button('Restart')).toThrow();
  });

  it('leads to Anthropic when the account there has no credit', async () => {
    await show(aMachine({ keyProblem: 'billing' }));
    expect(screen().text()).toContain('Needs credit');
    expect(
      screen()
        .link(/^Add credit/)
        .getAttribute('href'),
    ).toContain('billing');
  });

  it('says when an agent answered last, and nothing of that while it sleeps', async () => {
    const checkedAt = new Date().toISOString();
    await show(aMachine({ checkedAt }));
    expect(screen().text()).toContain('Last answered us just now');
    TestBed.resetTestingModule();
    await show(aMachine({ state: 'asleep', checkedAt }));
    expect(screen().text()).not.toContain('Last answered us');
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

  it('stops an agent only after asking, and then offers to start it', async () => {
    await show(aMachine());
    const ask = vi.spyOn(TestBed.inject(Confirm), 'ask').mockResolvedValueOnce(false);
    screen().button('Stop').click();
    await fixture.whenStable();
    const http = TestBed.inject(HttpTestingController);
    http.expectNone('/api/user/machine/stop');

    ask.mockResolvedValueOnce(true);
    screen().button('Stop').click();
    await fixture.whenStable();
    http.expectOne('/api/user/machine/stop').flush(aMachine({ state: 'stopping', suspended: 'owner' }));
    await vi.waitFor(() => expect(screen().text()).toContain('You stopped your agent.'));
    expect(() => screen().button('Stop')).toThrow();
    screen().button('Start').click();
    http.expectOne('/api/user/machine/start').flush(aMachine({ state: 'starting' }));
    await vi.waitFor(() => expect(screen().text()).toContain('Waking up'));
  });
});
