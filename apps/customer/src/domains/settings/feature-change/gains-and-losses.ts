import { Component, input } from '@angular/core';
import type { PlanPreviewDto } from '@automna/api-client';
import { Icon } from '@automna/web-ui';

/** What a change brings and what it takes, side by side. */
@Component({
  selector: 'am-gains-and-losses',
  imports: [Icon],
  template: `
    @if (preview().gains.length) {
      <section class="am-card am-stack" aria-labelledby="gains-title">
        <h2 id="gains-title">What you gain</h2>
        <ul class="list">
          @for (gain of preview().gains; track gain) {
            <li>
              <am-icon class="gain" name="check" /><span>{{ gain }}</span>
            </li>
          }
        </ul>
      </section>
    }
    @if (preview().losses.length) {
      <section class="am-card am-stack" aria-labelledby="losses-title">
        <h2 id="losses-title">What you lose</h2>
        <ul class="list">
          @for (loss of preview().losses; track loss) {
            <li>
              <am-icon class="loss" name="minus" /><span>{{ loss }}</span>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
      gap: 1rem;
    }
    h2 {
      font-size: 1.25rem;
    }
    .list {
      display: grid;
      gap: 0.5rem;
    }
    .list li {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0.625rem;
    }
    .list span::first-letter {
      text-transform: uppercase;
    }
    am-icon {
      margin-top: 0.1875rem;
    }
    .gain {
      color: var(--am-ok);
    }
    .loss {
      color: var(--am-warn);
    }
  `,
})
export class GainsAndLosses {
  readonly preview = input.required<PlanPreviewDto>();
}
