import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'am-not-found',
  imports: [RouterLink],
  template: `
    <div class="am-wrap am-wrap--narrow frame am-stack">
      <p class="number" aria-hidden="true">404</p>
      <h1 tabindex="-1">There is nothing at this address</h1>
      <p class="am-lead">
        The link may be old, or a letter got lost on the way. Nothing is wrong with your account.
      </p>
      <div class="am-row">
        <a class="am-button" routerLink="/">Go to the start page</a>
        <a class="am-button am-button--quiet" routerLink="/dashboard">Go to your dashboard</a>
      </div>
    </div>
  `,
  styles: `
    .frame {
      padding-block: clamp(3rem, 12vh, 8rem);
      gap: 1.25rem;
    }
    .number {
      font-size: clamp(5rem, 18vw, 9rem);
      font-weight: 800;
      line-height: 0.9;
      letter-spacing: -0.06em;
      color: var(--am-amber-ink);
    }
  `,
})
export class NotFound {}
