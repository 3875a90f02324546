import { Component, computed, input } from '@angular/core';
import { money } from '@automna/web-ui';

/** One line of a bill, in the smallest unit of its currency; negative is a credit. */
export interface AmountLine {
  description: string;
  amountCents: number;
}

/** What an amount is made of: its lines, what credit pays of it, and the total below. */
@Component({
  selector: 'am-amount-lines',
  template: `
    <dl>
      @for (line of lines(); track $index) {
        <div>
          <dt>{{ line.description }}</dt>
          <dd class="am-num">{{ money(line.amountCents, currency()) }}</dd>
        </div>
      }
      @if (balance(); as balance) {
        <div>
          <dt>
            {{ balanceLabel() ?? (balance < 0 ? 'Paid from your credit' : 'Carried over from before') }}
          </dt>
          <dd class="am-num">{{ money(balance, currency()) }}</dd>
        </div>
      }
      <div class="total">
        <dt>{{ label() }}</dt>
        <dd class="am-num">{{ money(totalCents(), currency()) }}</dd>
      </div>
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      gap: 0.5rem;
    }
    dl > div {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.25rem 1.5rem;
    }
    dt {
      color: var(--am-ink-2);
      overflow-wrap: anywhere;
    }
    dd {
      text-align: right;
    }
    .total {
      padding-top: 0.625rem;
      border-top: 1px solid var(--am-line);
      font-weight: 680;
    }
    .total dt {
      color: inherit;
    }
  `,
})
export class AmountLines {
  readonly lines = input.required<readonly AmountLine[]>();
  /** What is charged in the end. */
  readonly totalCents = input.required<number>();
  readonly currency = input('usd');
  /** The words beside the total. */
  readonly label = input.required<string>();
  /** The words beside what the account's balance takes or adds, where they are known. */
  readonly balanceLabel = input<string | null>(null);
  protected readonly money = money;
  /** What lies between the lines and the charge is the account's balance: negative = credit. */
  protected readonly balance = computed(
    () => this.totalCents() - this.lines().reduce((sum, { amountCents }) => sum + amountCents, 0),
  );
}
