import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { InvoicesPageDto } from '@automna/api-client';
import { anInvoice } from '../../../testing/billing-builders.js';
import { page } from '../../../testing/page.js';
import { InvoiceList } from './invoice-list.js';

describe('InvoiceList', () => {
  let fixture: ComponentFixture<InvoiceList>;
  let http: HttpTestingController;

  afterEach(() => http.verify());

  const screen = () => page(fixture.nativeElement as HTMLElement);
  const rows = () => (fixture.nativeElement as HTMLElement).querySelectorAll('tbody tr').length;

  async function show(items: InvoicesPageDto['items'], nextCursor: string | null = null): Promise<void> {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(InvoiceList, {
      bindings: [inputBinding('page', () => ({ items, nextCursor }))],
    });
    await fixture.whenStable();
  }

  async function older(button: string, answer: object, status = 200): Promise<void> {
    screen().button(button).click();
    TestBed.tick(); // shows that it is under way
    const request = await vi.waitFor(() => http.expectOne('/api/user/invoices?cursor=in_12'));
    request.flush(answer, { status, statusText: 'x' });
    await vi.waitFor(() => expect(screen().words()).not.toContain('Loading…'));
  }

  it('shows number, date, amount and status, with the links to each', async () => {
    await show([anInvoice()]);
    expect(screen().words()).toContain('10 November 2026 AUT-0001 1 × Pro $30.00 Paid');
    expect(screen().link('View invoice AUT-0001 (opens in a new tab)').getAttribute('href')).toContain(
      '/i/1',
    );
    expect(screen().link('PDF of invoice AUT-0001 (opens in a new tab)').getAttribute('href')).toContain(
      '/pdf',
    );
  });

  it('says what is still to pay when credit or a part payment covers the rest', async () => {
    await show([anInvoice({ status: 'open', amountDueCents: 2500, amountPaidCents: 1000 })]);
    expect(screen().words()).toContain('Not paid yet');
    expect(screen().words()).toContain('$15.00 still to pay');
    expect(screen().link(/^Pay invoice/)).toBeTruthy();
  });

  it('says why an open one could not be collected', async () => {
    const failureReason = 'Your bank declined your card ending in 0341.';
    await show([anInvoice({ status: 'open', amountPaidCents: 0, failureReason })]);
    expect(screen().words()).toContain(failureReason);
  });

  it('shows a credit as one, and nothing to open where there is no page', async () => {
    await show([anInvoice({ number: null, totalCents: -517, hostedUrl: null, pdfUrl: null })]);
    expect(screen().words()).toContain('−$5.17');
    expect(() => screen().link(/./)).toThrow();
  });

  it('appends the older ones until there are no more', async () => {
    await show([anInvoice()], 'in_12');
    await older('Older invoices', { items: [anInvoice({ number: 'AUT-0000' })], nextCursor: null });
    expect(rows()).toBe(2);
    expect(() => screen().button('Older invoices')).toThrow();
  });

  it('keeps what it has when the older ones do not come, and tries again', async () => {
    await show([anInvoice()], 'in_12');
    await older('Older invoices', { title: 'Down', detail: 'Later.', errorCode: 'billing_unavailable' }, 503);
    expect(rows()).toBe(1);
    await older('Try again', { items: [anInvoice()], nextCursor: null });
    expect(rows()).toBe(2);
  });

  it('says that there are none yet', async () => {
    await show([]);
    expect(screen().words()).toContain('No invoices yet');
  });
});
