import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { AttentionRowDto } from '@automna/api-client';
import { attentionRow } from '../../../../testing/billing-builders.js';
import { Page } from '../../../../testing/page.js';
import { settled, signedInAs, tellTime } from '../../../../testing/sign-in.js';
import { Attention } from './attention.js';

const URL = '/api/admin/billing/attention';

describe('Attention', () => {
  let harness: RouterTestingHarness;
  let page: Page;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: '', component: Attention }], withComponentInputBinding()),
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    tellTime();
    server.verify();
  });

  async function open(
    items: AttentionRowDto[],
    {
      role = 'admin',
      state = 'open',
      next = null,
    }: { role?: 'admin' | 'support'; state?: string; next?: string | null } = {},
  ): Promise<void> {
    await signedInAs(role);
    harness = await RouterTestingHarness.create(state === 'open' ? '/' : `/?state=${state}`);
    page = new Page(harness.routeNativeElement as HTMLElement);
    await answer(items, state, next);
  }

  async function answer(
    items: AttentionRowDto[],
    state = 'open',
    nextCursor: string | null = null,
  ): Promise<void> {
    await vi.waitFor(() => {
      const request = server.expectOne(({ url, params }) => url === URL && params.get('state') === state);
      request.flush({ items, nextCursor });
    });
    await settled(harness.fixture);
  }

  const asked = (): Page => {
    const dialog = document.querySelector<HTMLElement>('ac-reason-dialog');
    if (!dialog) throw new Error('No question is open.');
    return new Page(dialog);
  };

  it('is glad when nothing waits', async () => {
    await open([]);
    expect(page.text).toContain('Nothing waits for a person');
  });

  it('says what it is, whose, and how much is in question', async () => {
    await open([attentionRow()]);
    for (const words of ['Dispute opened', '$30.00', 'To look at', 'The bank opened a dispute']) {
      expect(page.text).toContain(words);
    }
    expect(page.link('ines@example.com').getAttribute('href')).toBe('/customers/usr_2');
  });

  it('asks what was done, and takes it off the list', async () => {
    await open([attentionRow()]);
    page.button('Done… with dp_1').click();
    await vi.waitFor(() => expect(asked().text).toContain('Nothing changes at Stripe'));
    asked().submit();
    await vi.waitFor(() => expect(asked().text).toContain('Say in a few words why.'));
    asked().type('What was done about it?', '  Evidence was sent ');
    asked().submit();
    const post = await vi.waitFor(() =>
      server.expectOne({ method: 'POST', url: `${URL}/billing.dispute_opened%3Adp_1/done` }),
    );
    expect(post.request.body).toEqual({ reason: 'Evidence was sent' });
    post.flush(
      attentionRow({ doneAt: '2026-11-22T13:00:00.000Z', doneBy: 'usr_1', doneReason: 'Evidence was sent' }),
    );
    await answer([]);
    expect(page.text).toContain('Dispute opened marked as done.');
    expect(page.text).toContain('Nothing waits for a person');
  });

  it('keeps what was typed when it is refused', async () => {
    await open([attentionRow()]);
    page.button('Done… with dp_1').click();
    await vi.waitFor(() => asked().type('What was done about it?', 'Evidence was sent'));
    asked().submit();
    const post = await vi.waitFor(() => server.expectOne(({ method }) => method === 'POST'));
    post.flush(
      { title: 'No', status: 404, detail: 'Nothing called that.', errorCode: 'attention_not_found' },
      { status: 404, statusText: 'Not Found' },
    );
    await vi.waitFor(() => expect(asked().text).toContain('Nothing called that.'));
    expect(asked().field('What was done about it?').value).toBe('Evidence was sent');
  });

  it('shows what was dealt with, and by whom', async () => {
    const doneAt = '2026-11-21T08:00:00.000Z';
    const rows = [
      attentionRow({ doneAt, doneBy: 'usr_1', doneReason: 'Evidence was sent' }),
      attentionRow({ id: 'b', doneAt, doneReason: 'The dispute over $30.00 was won' }),
    ];
    await open(rows, { state: 'done' });
    for (const words of ['Evidence was sent', 'usr_1', 'Settled itself', 'The dispute over $30.00 was won']) {
      expect(page.text).toContain(words);
    }
    expect(page.has('button', 'Done… with dp_1')).toBe(false);
  });

  it('goes on page by page', async () => {
    await open([attentionRow()], { next: 'after-1' });
    page.button('Load more').click();
    await vi.waitFor(() => {
      const second = server.expectOne(({ params }) => params.get('cursor') === 'after-1');
      second.flush({ items: [attentionRow({ id: 'b', sentence: 'Another one' })], nextCursor: null });
    });
    await vi.waitFor(() => expect(page.text).toContain('Another one'));
    expect(page.text).toContain('The bank opened a dispute');
  });

  it('lets support look only', async () => {
    await open([attentionRow()], { role: 'support' });
    expect(page.text).toContain('Only admins can mark these as done.');
    expect(page.has('button', 'Done… with dp_1')).toBe(false);
  });
});
