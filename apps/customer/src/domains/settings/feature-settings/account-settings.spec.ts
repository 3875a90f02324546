import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { AccountDeletionDto, UserDto } from '@automna/api-client';
import { aSession } from '../../../testing/builders.js';
import { page, type } from '../../../testing/page.js';
import { Notices } from '../../../ui/notices/notices.js';
import { Session } from '../../accounts/data/session.js';
import { AccountSettings } from './account-settings.js';

const STAYS: AccountDeletionDto = {
  requestedAt: null,
  dueAt: null,
  daysToKeep: 7,
  daysMachineIsHeld: 7,
};
const ENDING: AccountDeletionDto = {
  requestedAt: '2026-11-22T12:00:00.000Z',
  dueAt: '2026-11-29T12:00:00.000Z',
  daysToKeep: 7,
  daysMachineIsHeld: 7,
};
const URL = '/api/user/account';

describe('Deleting the account in the settings', () => {
  let fixture: ComponentFixture<AccountSettings>;
  let http: HttpTestingController;

  afterEach(() => http.verify());

  const root = () => fixture.nativeElement as HTMLElement;
  const screen = () => page(root());
  const said = () =>
    TestBed.inject(Notices)
      .current()
      .map(({ text }) => text);

  async function show(
    deletion: AccountDeletionDto | null,
    role: UserDto['role'] = 'customer',
  ): Promise<void> {
    const user = { ...aSession().user, role };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Session, useValue: { user: signal(user) } },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(AccountSettings);
    document.body.append(root());
    TestBed.tick();
    if (deletion) http.expectOne(`${URL}/deletion`).flush(deletion);
    await fixture.whenStable();
  }

  async function answer(method: string, url: string, body: object, status = 200): Promise<unknown> {
    const call = await vi.waitFor(() => http.expectOne({ method, url }));
    call.flush(body, { status, statusText: 'x' });
    await vi.waitFor(() => expect(root().querySelector('button:disabled')).toBeNull());
    await fixture.whenStable();
    return call.request.body;
  }

  async function asks(password: string): Promise<void> {
    screen().button('Delete my account…').click();
    await fixture.whenStable();
    if (password) type(screen().field('Your password'), password);
    screen().button('Delete my account').click();
    TestBed.tick();
  }

  it('says what happens and when before it asks for the password', async () => {
    await show(STAYS);
    expect(root().querySelector('form')).toBeNull();
    screen().button('Delete my account…').click();
    await fixture.whenStable();
    expect(screen().text()).toContain('you can keep your account with one click');
    expect(screen().text()).toContain('For 7 more days');
    expect(document.activeElement?.textContent).toBe('Delete your account');
    screen().button('Keep my account').click();
    await fixture.whenStable();
    expect(root().querySelector('form')).toBeNull();
  });

  it('asks for the end with the password, and shows until when it can be kept', async () => {
    await show(STAYS);
    await asks('correct horse');
    expect(await answer('DELETE', URL, ENDING, 202)).toEqual({ password: 'correct horse' });
    expect(screen().text()).toMatch(/Your account will be deleted on 29 November/);
    expect(said()[0]).toMatch(/^Your account will be deleted on 29 November/);
    expect(document.activeElement?.textContent).toBe('Account');
    expect(() => screen().heading('Delete your account')).toThrow();
  });

  it('sends nothing without a password', async () => {
    await show(STAYS);
    await asks('');
    await fixture.whenStable();
    expect(screen().text()).toContain('Enter your password.');
  });

  it('says so when the password is wrong, and deletes nothing', async () => {
    await show(STAYS);
    await asks('wrong');
    const wrong = { title: 'This is not your password.', detail: 'Reset it.', errorCode: 'invalid_request' };
    await answer('DELETE', URL, wrong, 400);
    expect(screen().alert().textContent).toContain('This is not your password.');
    expect(screen().button('Delete my account')).toBeTruthy();
    expect(said()).toEqual([]);
  });

  it('keeps an account whose end was asked for', async () => {
    await show(ENDING);
    expect(() => screen().button('Delete my account…')).toThrow();
    screen().button('Keep my account').click();
    TestBed.tick();
    await answer('POST', `${URL}/keep`, STAYS);
    expect(said()).toEqual(['Your account stays. Nothing was deleted.']);
    expect(screen().text()).not.toContain('will be deleted');
    expect(screen().button('Delete my account…')).toBeTruthy();
  });

  it('goes on saying that it ends when keeping it did not work', async () => {
    await show(ENDING);
    screen().button('Keep my account').click();
    TestBed.tick();
    await answer('POST', `${URL}/keep`, { title: 'Down', detail: 'Try again.', errorCode: 'x' }, 503);
    expect(said()).toEqual(['Down. Try again.']);
    expect(screen().text()).toContain('will be deleted');
  });

  it('is not offered to staff', async () => {
    await show(null, 'admin');
    expect(() => screen().heading('Delete your account')).toThrow();
  });
});
