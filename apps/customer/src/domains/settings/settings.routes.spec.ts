import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Session } from '../accounts/data/session.js';
import { routes } from './settings.routes.js';

@Component({ template: 'nothing here' })
class Nothing {}

describe('The addresses of the settings', () => {
  it.each(['gold', 'PRO', 'starter/now'])('have no page for a change to "%s"', async (plan) => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([...routes, { path: '**', component: Nothing }]),
        { provide: Session, useValue: { restore: () => Promise.resolve(), status: signal('signed-in') } },
      ],
    });
    const harness = await RouterTestingHarness.create(`/settings/billing/change/${plan}`);
    expect(harness.routeNativeElement?.textContent).toBe('nothing here');
    expect(TestBed.inject(Router).url).toContain(plan);
  });
});
