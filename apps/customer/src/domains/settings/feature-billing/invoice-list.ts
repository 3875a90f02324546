import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import type { InvoiceDto, InvoicesPageDto } from '@automna/api-client';
import {
  EmptyState,
  ProblemAlert,
  type Problem,
  StatusChip,
  invoiceWords,
  money,
  toProblem,
} from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { unpaidCents } from '../../billing/data/payment-trouble.js';

/** The customer's invoices, latest first, a page at a time. */
@Component({
  selector: 'am-invoice-list',
  imports: [EmptyState, ProblemAlert, StatusChip],
  templateUrl: './invoice-list.html',
  styleUrl: './invoice-list.scss',
})
export class InvoiceList {
  private readonly client = inject(BillingClient);

  /** The latest ones. */
  readonly page = input.required<InvoicesPageDto>();

  /** What was fetched so far; a fresh first page starts it over. */
  private readonly fetched = linkedSignal(() => this.page());
  protected readonly nextCursor = computed(() => this.fetched().nextCursor);
  protected readonly loading = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly rows = computed(() =>
    this.fetched().items.map((invoice) => ({
      ...invoice,
      name: invoice.number ?? 'Without a number',
      day: day(invoice.date),
      amount: money(invoice.totalCents, invoice.currency),
      words: invoiceWords(invoice.status),
      rest: stillToPay(invoice),
    })),
  );

  protected async more(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor) return;
    this.loading.set(true);
    this.problem.set(null);
    try {
      const { items, nextCursor } = await this.client.olderInvoices(cursor);
      this.fetched.update((before) => ({ items: [...before.items, ...items], nextCursor }));
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.loading.set(false);
    }
  }
}

/** Said when it is another amount than the invoice's own, after credit or a part payment. */
function stillToPay(invoice: InvoiceDto): string {
  const rest = unpaidCents(invoice);
  return rest === 0 || rest === invoice.totalCents ? '' : `${money(rest, invoice.currency)} still to pay`;
}
