import { Component, computed, inject, input } from '@angular/core';
import { ServerClock } from '../shell/server-clock.js';
import { absoluteTime, day, relativeTime } from './format.js';

/** A moment, told relative to the server's clock; the exact time in UTC is one hover away. */
@Component({
  selector: 'ac-instant',
  template: `
    @if (at(); as iso) {
      <time [attr.datetime]="iso" [attr.title]="exact()">{{ text() }}</time>
    } @else {
      <span class="ac-none">{{ none() }}</span>
    }
  `,
})
export class Instant {
  private readonly clock = inject(ServerClock);

  readonly at = input.required<string | null | undefined>();
  readonly show = input<'relative' | 'exact' | 'day'>('relative');
  /** What to say when there is no such moment. */
  readonly none = input('never');

  protected readonly exact = computed(() => absoluteTime(this.at() ?? ''));
  protected readonly text = computed(() => {
    const iso = this.at() ?? '';
    if (this.show() === 'day') return day(iso);
    return this.show() === 'exact' ? this.exact() : relativeTime(iso, this.clock.now());
  });
}
