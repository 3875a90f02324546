import { Component, computed, input, signal } from '@angular/core';
import type { BillingInvoiceDto } from '@automna/api-client';
import { EmptyState, Icon, StatusChip } from '@automna/web-ui';
import { counted, moneyIn } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { Panel } from '../../../ui/panel.js';
import { ShowAll } from '../../../ui/show-all.js';
import { invoiceLabel } from './billing-words.js';

const FIRST = 3;

/** The latest invoices as Stripe has them, with what is still to be paid. */
@Component({
  selector: 'ac-invoices-panel',
  imports: [EmptyState, Icon, Instant, OutsideLink, Panel, ShowAll, StatusChip],
  template: `
    <ac-panel heading="Invoices" [padded]="false">
      <ac-show-all
        aside
        [(all)]="all"
        [total]="lines().length"
        [first]="first"
        what="invoices"
        controls="ac-invoices"
      />
      @if (unavailable()) {
        <p class="am-note am-note--warn missing">
          <am-icon name="warning" />
          <span
            >Stripe did not answer in time, so invoices and credit are not shown. Refresh to ask again.</span
          >
        </p>
      } @else if (lines().length) {
        <ul class="ac-cards" id="ac-invoices">
          @for (line of shown(); track line.invoice.id) {
            <li>
              <div class="line">
                <strong class="am-num">{{ line.total }}</strong>
                <am-status-chip [tone]="line.status.tone" [label]="line.status.label" />
              </div>
              <p class="quiet">
                {{ line.invoice.number ?? 'Without a number' }} ·
                <ac-instant [at]="line.invoice.date" show="day" />
                @if (line.due; as due) {
                  · <strong>{{ due }} due</strong>
                }
                @if (line.tries; as tries) {
                  · {{ tries }}, next <ac-instant [at]="line.invoice.nextAttemptAt" none="none planned" />
                }
              </p>
              <p class="links">
                <ac-outside-link [href]="line.invoice.stripeUrl" [about]="line.about" />
                <ac-outside-link
                  [href]="line.invoice.hostedUrl"
                  label="Customer’s page"
                  [about]="line.about"
                />
                <ac-outside-link [href]="line.invoice.pdfUrl" label="PDF" [about]="line.about" />
              </p>
            </li>
          }
        </ul>
      } @else {
        <am-empty-state icon="card" heading="No invoices" text="The first is made with the first payment." />
      }
    </ac-panel>
  `,
  styles: `
    li {
      gap: 0.125rem;
    }
    .line,
    .links {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.125rem 0.75rem;
    }
    .line {
      justify-content: space-between;
    }
    .quiet,
    .links {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
    .quiet strong {
      color: var(--am-warn);
    }
    .missing {
      margin: 0.75rem;
    }
  `,
})
export class InvoicesPanel {
  readonly invoices = input.required<readonly BillingInvoiceDto[]>();
  /** Stripe could not be asked. */
  readonly unavailable = input(false);

  protected readonly first = FIRST;
  protected readonly all = signal(false);
  protected readonly lines = computed(() => this.invoices().map(lineOf));
  protected readonly shown = computed(() => (this.all() ? this.lines() : this.lines().slice(0, FIRST)));
}

function lineOf(invoice: BillingInvoiceDto) {
  const open = invoice.status === 'open';
  return {
    invoice,
    status: invoiceLabel(invoice.status),
    total: moneyIn(invoice.totalCents, invoice.currency),
    due: open ? moneyIn(invoice.amountDueCents, invoice.currency) : null,
    tries: open && invoice.attemptCount > 0 ? counted(invoice.attemptCount, 'attempt') : null,
    about: `of invoice ${invoice.number ?? invoice.id}`,
  };
}
