import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { UserDto } from '@automna/api-client';
import { of } from 'rxjs';
import { session, user } from '../../../../testing/builders.js';
import { Page } from '../../../../testing/page.js';
import { Session } from '../../../session/session.js';
import { ClockPage } from './clock.js';

describe('ClockPage', () => {
  let fixture: ComponentFixture<ClockPage>;
  let page: Page;
  let server: HttpTestingController;
  const confirm = vi.fn();

  async function open(role: UserDto['role'], movable: boolean): Promise<void> {
    const restored = TestBed.inject(Session).restore();
    server.expectOne('/api/auth/refresh').flush(session({ user: user({ role }) }));
    await restored;
    fixture = TestBed.createComponent(ClockPage);
    page = new Page(fixture.nativeElement as HTMLElement);
    await vi.waitFor(() =>
      server
        .expectOne({ method: 'GET', url: '/api/admin/clock' })
        .flush({ now: '2026-11-22T13:00:00.000Z', offsetSeconds: 90_000, movable }),
    );
    await fixture.whenStable();
  }

  beforeEach(() => {
    confirm.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(confirm() as boolean) }) } },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('moves the clock after a yes and shows the new time', async () => {
    confirm.mockReturnValue(true);
    await open('admin', true);
    expect(page.text).toContain('22 Nov 2026, 13:00 UTC');
    expect(page.text).toContain('1 day 1 hour ahead of real time');
    page.button('+1 week').click();
    const move = await vi.waitFor(() => server.expectOne({ method: 'POST', url: '/api/admin/clock' }));
    expect(move.request.body).toEqual({ advanceSeconds: 604_800 });
    move.flush({ now: '2026-11-29T13:00:00.000Z', offsetSeconds: 694_800, movable: true });
    await vi.waitFor(() =>
      expect(
        page
          .role('status')
          .map((e) => e.textContent)
          .join(),
      ).toContain('Moved by 7 days.'),
    );
    expect(page.text).toContain('29 Nov 2026, 13:00 UTC');
  });

  it('leaves it alone after a no', async () => {
    confirm.mockReturnValue(false);
    await open('admin', true);
    page.button('+1 day').click();
    await fixture.whenStable();
    expect(confirm).toHaveBeenCalledOnce();
    server.expectNone({ method: 'POST', url: '/api/admin/clock' });
  });

  it.each(['0', '-3', '1.5', '', '5000'])('does not ask for a jump of “%s”', async (amount) => {
    await open('admin', true);
    page.type('Another jump', amount);
    page.submit();
    await fixture.whenStable();
    expect(confirm).not.toHaveBeenCalled();
    expect(page.field('Another jump').getAttribute('aria-invalid')).toBe('true');
  });

  it('lets support look but not move', async () => {
    await open('support', true);
    expect(page.text).toContain('Only admins can move the clock.');
    expect(page.has('button', '+1 day')).toBe(false);
  });

  it('offers nothing where time is real', async () => {
    await open('admin', false);
    expect(page.text).toContain('This clock cannot be moved');
    expect(page.has('button', '+1 day')).toBe(false);
  });
});
