import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { SetupDto } from '@automna/api-client';
import { aSetup } from '../../../testing/builders.js';
import { Session } from '../../accounts/data/session.js';
import { SetupClient } from './setup-client.js';
import { setupGuard } from './setup-guard.js';

@Component({ template: '' })
class Blank {}

const GUARDED = ['setup', 'setup/plan', 'setup/connect', 'setup/provision', 'setup/channel', 'dashboard'];

describe('setupGuard', () => {
  async function open(url: string, setup: SetupDto, status = 'signed-in'): Promise<string> {
    const client = { setup: vi.fn().mockResolvedValue(setup) };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([
          ...GUARDED.map((path) => ({ path, canActivate: [setupGuard], component: Blank })),
          { path: '**', component: Blank },
        ]),
        { provide: SetupClient, useValue: client },
        { provide: Session, useValue: { restore: () => Promise.resolve(), status: signal(status) } },
      ],
    });
    await RouterTestingHarness.create(url);
    if (status === 'anonymous') expect(client.setup).not.toHaveBeenCalled();
    return TestBed.inject(Router).url;
  }

  it.each([
    ['plan', '/setup/plan'],
    ['connect', '/setup/connect'],
    ['provision', '/setup/provision'],
    ['channel', '/setup/channel'],
    ['done', '/dashboard'],
  ] as const)('leads a customer at "%s" from anywhere to %s', async (step, target) => {
    expect(await open('/dashboard', aSetup(step))).toBe(target);
  });

  it('opens the page whose turn it is', async () => {
    expect(await open('/setup/provision', aSetup('provision'))).toBe('/setup/provision');
  });

  it('does not let anybody skip ahead, or go back to a step that is done', async () => {
    expect(await open('/setup/channel', aSetup('connect'))).toBe('/setup/connect');
  });

  it('waits for the payment with the session it belongs to', async () => {
    expect(await open('/setup', aSetup('confirming_payment', 'cs_9'))).toBe(
      '/checkout/success?session_id=cs_9',
    );
  });

  describe('for a customer whose agent was stopped', () => {
    const overdue = { ...aSetup('plan'), suspended: 'payment' as const, link: '/settings/billing' };

    it('leads to where that is put right', async () => {
      expect(await open('/setup', overdue)).toBe('/settings/billing');
      TestBed.resetTestingModule();
      expect(await open('/setup/connect', { ...overdue, suspended: 'ended', link: '/pricing' })).toBe(
        '/pricing',
      );
    });

    it('still opens the dashboard, where the agent waits', async () => {
      expect(await open('/dashboard', overdue)).toBe('/dashboard');
    });

    it('opens no dashboard for an agent that was never set up', async () => {
      const facts = { ...overdue.facts, machineReady: false };
      expect(await open('/dashboard', { ...overdue, facts })).toBe('/settings/billing');
    });
  });

  it('sends strangers to the sign-in page and back, without asking for their setup', async () => {
    expect(await open('/setup/connect', aSetup('connect'), 'anonymous')).toBe(
      '/login?returnUrl=%2Fsetup%2Fconnect',
    );
  });
});
