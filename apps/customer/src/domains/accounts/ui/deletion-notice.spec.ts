import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { UserDto } from '@automna/api-client';
import { aSession } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { Session } from '../data/session.js';
import { DeletionNotice } from './deletion-notice.js';

const STAYS = { requestedAt: null, dueAt: null, daysToKeep: 7, daysMachineIsHeld: 7 };
const ENDS = { ...STAYS, requestedAt: '2026-11-22T12:00:00.000Z', dueAt: '2026-11-29T12:00:00.000Z' };
const URL = '/api/user/account/deletion';

describe('DeletionNotice', () => {
  function open(role: UserDto['role']) {
    const user = { ...aSession().user, role };
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Session, useValue: { user: signal(user) } },
      ],
    });
    const fixture = TestBed.createComponent(DeletionNotice);
    TestBed.tick();
    return { fixture, http: TestBed.inject(HttpTestingController) };
  }

  it.each([
    ['is on its way out', ENDS, /will be deleted on 29 November/],
    ['stays', STAYS, /^$/],
  ])('speaks of an account that %s as it stands', async (_, deletion, expected) => {
    const { fixture, http } = open('customer');
    http.expectOne(URL).flush(deletion);
    await fixture.whenStable();
    expect(page(fixture.nativeElement as HTMLElement).words()).toMatch(expected);
  });

  it('asks nothing for staff', () => {
    open('admin').http.expectNone(URL);
  });
});
