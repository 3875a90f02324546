import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { UserDto } from '@automna/api-client';
import { expect, vi } from 'vitest';
import { Session } from '../app/session/session.js';
import { session, user } from './builders.js';

/** Somebody is signed in from here on. Their `ServerClock` will ask for the time as soon as a page tells one. */
export async function signedInAs(role: UserDto['role']): Promise<void> {
  const restored = TestBed.inject(Session).restore();
  TestBed.inject(HttpTestingController)
    .expectOne('/api/auth/refresh')
    .flush(session({ user: user({ role }) }));
  await restored;
}

/** Answers the question for the time, if a page asked it. */
export function tellTime(now = '2026-11-22T13:00:00.000Z'): void {
  for (const request of TestBed.inject(HttpTestingController).match({
    method: 'GET',
    url: '/api/admin/clock',
  })) {
    request.flush({ now, offsetSeconds: 0, movable: false });
  }
}

/** Waits until nothing is under way any more; `answer` is for questions a spec does not care about. */
export async function settled(
  fixture: Pick<ComponentFixture<unknown>, 'isStable'>,
  answer: () => void = () => {},
): Promise<void> {
  await vi.waitFor(() => {
    tellTime();
    answer();
    expect(fixture.isStable()).toBe(true);
  });
}
