import { Component, computed, input } from '@angular/core';
import type { NextChargeDto } from '@automna/api-client';
import { money } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { AmountLines } from '../../billing/ui/amount-lines.js';

/** What will be charged next, to the cent and with its day. The amount is Stripe's own. */
@Component({
  selector: 'am-next-charge',
  imports: [AmountLines],
  template: `
    @if (due(); as due) {
      <p>
        <strong class="am-num">{{ money(due.cents, due.currency) }}</strong> on {{ day(due.at) }}
      </p>
      @if (detailed()) {
        <am-amount-lines
          [lines]="charge().lines"
          [totalCents]="due.cents"
          [currency]="due.currency"
          label="Charged"
        />
      }
      @if (charge().balanceCents; as balance) {
        <p class="am-small am-muted">
          {{ money(balance, due.currency) }} of credit remains after that and pays for the next months.
        </p>
      }
    } @else {
      <p>{{ ending() ? 'None. Your plan is cancelled.' : 'None is planned.' }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.875rem;
    }
  `,
})
export class NextCharge {
  readonly charge = input.required<NextChargeDto>();
  /** The plan is cancelled. */
  readonly ending = input(false);
  protected readonly money = money;
  protected readonly day = day;
  protected readonly due = computed(() => {
    const { amountCents, at, currency } = this.charge();
    return amountCents === null || at === null
      ? null
      : { cents: amountCents, at, currency: currency ?? 'usd' };
  });
  /** One line that is the whole amount says nothing new. */
  protected readonly detailed = computed(() => {
    const { lines, amountCents } = this.charge();
    return lines.length > 1 || (lines[0] !== undefined && lines[0].amountCents !== amountCents);
  });
}
