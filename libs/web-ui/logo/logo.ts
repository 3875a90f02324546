import { Component, booleanAttribute, input } from '@angular/core';

/** The leaf and the word. The mark alone when `compact`. */
@Component({
  selector: 'am-logo',
  template: `
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <path class="leaf" d="M4 28C3 13.5 11.5 4 28 4c.6 16-8.5 25-24 24Z" />
      <path class="vein" d="M4.5 27.5 20 12" />
    </svg>
    @if (!compact()) {
      <span class="word">Automna</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
      color: inherit;
    }
    .leaf {
      fill: var(--am-amber);
    }
    .vein {
      fill: none;
      stroke: #3a1f00;
      stroke-width: 2;
      stroke-linecap: round;
    }
    .word {
      font-size: 1.25rem;
      font-weight: 720;
      letter-spacing: -0.035em;
      line-height: 1;
    }
  `,
})
export class Logo {
  readonly compact = input(false, { transform: booleanAttribute });
}
