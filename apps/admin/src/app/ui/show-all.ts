import { Component, computed, input, model } from '@angular/core';

/** A long list begins with its newest few: the button that shows the rest, and folds it again. */
@Component({
  selector: 'ac-show-all',
  template: `
    @if (needed()) {
      <button
        type="button"
        class="am-button am-button--small am-button--ghost"
        [attr.aria-expanded]="all()"
        [attr.aria-controls]="controls()"
        (click)="all.set(!all())"
      >
        {{ all() ? 'Show fewer' : 'Show all ' + total()
        }}<span class="am-visually-hidden"> {{ what() }}</span>
      </button>
    }
  `,
})
export class ShowAll {
  readonly all = model.required<boolean>();
  readonly total = input.required<number>();
  /** How many are shown without asking. */
  readonly first = input.required<number>();
  /** `Stripe events` */
  readonly what = input.required<string>();
  /** Id of the list. */
  readonly controls = input.required<string>();

  protected readonly needed = computed(() => this.total() > this.first());
}
