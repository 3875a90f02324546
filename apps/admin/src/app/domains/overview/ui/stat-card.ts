import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { count } from '../../../ui/format.js';

/** One number that leads to the page behind it. */
@Component({
  selector: 'ac-stat-card',
  imports: [RouterLink],
  template: `
    <a class="ac-panel" [routerLink]="link()">
      <span class="label">{{ label() }}</span>
      <span class="value am-num">{{ text() }}</span>
      <span class="note">{{ note() }}</span>
    </a>
  `,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    a {
      display: grid;
      gap: 0.125rem;
      padding: 0.875rem 1.125rem 1rem;
      color: inherit;
      text-decoration: none;
      transition: border-color 0.15s;
    }
    a:hover {
      border-color: var(--am-line-strong);
    }
    a:hover .label {
      text-decoration: underline;
    }
    .label {
      color: var(--am-link);
      font-size: 0.875rem;
      font-weight: 600;
      text-underline-offset: 0.2em;
    }
    .value {
      font-size: 1.875rem;
      font-weight: 680;
      letter-spacing: -0.03em;
      line-height: 1.2;
    }
    .note {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
  `,
})
export class StatCard {
  readonly label = input.required<string>();
  /** Null when the number is not known. */
  readonly value = input.required<number | null>();
  readonly note = input('');
  readonly link = input.required<string>();

  protected readonly text = computed(() => {
    const value = this.value();
    return value === null ? '–' : count(value);
  });
}
