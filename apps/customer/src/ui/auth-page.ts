import { Component, input } from '@angular/core';

/** The frame of the small account pages: one card, one heading, one thing to do. */
@Component({
  selector: 'am-auth-page',
  template: `
    <div class="am-wrap am-wrap--form frame">
      <div class="am-stack">
        <h1 tabindex="-1">{{ heading() }}</h1>
        @if (lead()) {
          <p class="am-muted">{{ lead() }}</p>
        }
        <div class="am-card am-stack body"><ng-content /></div>
        <div class="below"><ng-content select="[below]" /></div>
      </div>
    </div>
  `,
  styles: `
    .frame {
      padding-block: clamp(2rem, 8vh, 5rem);
    }
    .body {
      margin-top: 0.5rem;
      gap: 1.25rem;
    }
    .below {
      text-align: center;
      color: var(--am-ink-2);
    }
  `,
})
export class AuthPage {
  readonly heading = input.required<string>();
  readonly lead = input('');
}
