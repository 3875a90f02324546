import { Component, input } from '@angular/core';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icon-paths.js';

/** Nothing here yet: says what will be, and offers the way there as projected content. */
@Component({
  selector: 'am-empty-state',
  imports: [Icon],
  template: `
    <span class="badge"><am-icon [name]="icon()" [size]="24" /></span>
    <div class="words">
      <p class="heading">{{ heading() }}</p>
      @if (text()) {
        <p class="am-muted">{{ text() }}</p>
      }
    </div>
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: 1rem;
      padding: 2rem 1rem;
      text-align: center;
    }
    .badge {
      display: grid;
      place-items: center;
      width: 3.25rem;
      height: 3.25rem;
      border-radius: 50%;
      background: var(--am-brand-soft);
      color: var(--am-brand);
    }
    .words {
      display: grid;
      gap: 0.25rem;
      max-width: 26rem;
    }
    .heading {
      font-weight: 650;
    }
  `,
})
export class EmptyState {
  readonly icon = input<IconName>('spark');
  readonly heading = input.required<string>();
  readonly text = input('');
}
