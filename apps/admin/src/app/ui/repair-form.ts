import { Component, input, output, signal } from '@angular/core';
import { apply, form, FormRoot } from '@angular/forms/signals';
import { Icon } from '@automna/web-ui';
import { counted } from './format.js';
import { Instant } from './instant.js';
import { ReasonField, reasonRules } from './reason-field.js';

/** What a repair of some findings would do, step by step, and what it would leave. */
export interface RepairPlan {
  steps: string[];
  /** How many findings it would settle. */
  repairable: number;
  /** How many stay, because nobody but a person can decide them. */
  left: number;
}

/** Shows what a repair would do, asks why, and only then offers to do it. Its content ends the small print. */
@Component({
  selector: 'ac-repair-form',
  imports: [FormRoot, Icon, Instant, ReasonField],
  template: `
    <section class="ac-panel ac-panel__body" aria-labelledby="repair-title">
      <h2 id="repair-title" tabindex="-1">What the repair will do</h2>
      <ol class="steps">
        @for (step of plan().steps; track step) {
          <li><am-icon name="check" [size]="16" /> {{ step }}</li>
        }
        @if (plan().left) {
          <li class="left">
            <am-icon name="user" [size]="16" /> Leave {{ plan().left }} to a person: no machine should decide
            {{ plan().left === 1 ? 'it' : 'them' }}.
          </li>
        }
      </ol>
      <p class="am-muted am-small">
        Planned from the check <ac-instant [at]="checkedAt()" past />. Everything is compared once more before
        anything is written, so what has settled itself since is left alone. <ng-content />
      </p>
      <form [formRoot]="answer">
        <ac-reason-field [field]="answer.reason" label="Why is it repaired now?" />
        <div class="buttons">
          <button type="submit" class="am-button" [attr.aria-disabled]="busy()">
            {{ busy() ? 'Starting…' : 'Repair ' + findings() }}
          </button>
          <button type="button" class="am-button am-button--quiet" (click)="cancelled.emit()">Cancel</button>
        </div>
      </form>
    </section>
  `,
  styles: `
    section,
    form,
    .steps {
      display: grid;
      gap: 0.75rem;
    }
    .steps {
      gap: 0.375rem;
    }
    .steps li {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0.5rem;
      align-items: baseline;
    }
    .steps am-icon {
      color: var(--am-ok);
      transform: translateY(0.1875rem);
    }
    .steps .left am-icon {
      color: var(--am-warn);
    }
    .buttons {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    ac-reason-field {
      max-width: 40rem;
    }
  `,
})
export class RepairForm {
  readonly plan = input.required<RepairPlan>();
  /** When the check ended that found these things. */
  readonly checkedAt = input.required<string | null>();
  readonly busy = input(false);
  /** The reason; what it asks for is the parent's to do. */
  readonly confirmed = output<string>();
  readonly cancelled = output();

  private readonly model = signal({ reason: '' });
  protected readonly answer = form(this.model, (path) => apply(path.reason, reasonRules), {
    submission: {
      action: () => {
        if (!this.busy()) this.confirmed.emit(this.model().reason.trim());
        return Promise.resolve(undefined);
      },
    },
  });

  protected findings(): string {
    return counted(this.plan().repairable, 'finding');
  }
}
