import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { duration } from '../ui/format.js';
import { ServerClock } from './server-clock.js';

/** Sandbox or production, and in the sandbox how far its clock has been moved. */
@Component({
  selector: 'ac-environment-badge',
  imports: [RouterLink],
  template: `
    @switch (clock.environment()) {
      @case ('sandbox') {
        <a class="badge sandbox" routerLink="/clock" [attr.title]="note()">
          Sandbox
          @if (moved(); as text) {
            <span class="moved">+{{ text }}</span>
          }
        </a>
      }
      @case ('production') {
        <span class="badge production">Production</span>
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
    }

    .badge {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 0 0.3125rem;
      justify-content: center;
      padding: 0.0625rem 0.4375rem;
      border-radius: var(--am-radius-s);
      font-size: 0.75rem;
      font-weight: 650;
      line-height: 1.5;
      text-decoration: none;
    }

    .sandbox {
      background: var(--am-amber);
      color: var(--am-on-amber);
    }

    .production {
      background: #fff;
      color: #0b3128;
    }

    @media (min-width: 45rem) and (max-width: 71.99rem) {
      .badge {
        padding-inline: 0.3125rem;
        font-size: 0.6875rem;
      }
    }

    .moved {
      font-weight: 500;
      white-space: nowrap;
    }
  `,
})
export class EnvironmentBadge {
  protected readonly clock = inject(ServerClock);
  protected readonly moved = computed(() => roughly(this.clock.clock()?.offsetSeconds ?? 0));
  protected readonly note = computed(() =>
    this.moved() ? 'Stand-in vendors; the clock runs ahead' : 'Stand-in vendors; nothing here is real',
  );
}

/** The largest part says enough on a badge: `+7 d`. */
function roughly(seconds: number): string | null {
  if (seconds === 0) return null;
  return duration(seconds).split(' ').slice(0, 2).join(' ');
}
