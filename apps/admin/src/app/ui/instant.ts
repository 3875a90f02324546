import { booleanAttribute, Component, computed, inject, input } from '@angular/core';
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
  /** It is over, so it is never told as to come, however late the page's idea of now is. */
  readonly past = input(false, { transform: booleanAttribute });
  /** What to say when there is no such moment. */
  readonly none = input('never');

  private readonly now = computed(() => {
    const now = this.clock.now();
    return this.past() ? Math.max(now, Date.parse(this.at() ?? '')) : now;
  });
  protected readonly exact = computed(() => absoluteTime(this.at() ?? ''));
  protected readonly text = computed(() => {
    const iso = this.at() ?? '';
    if (this.show() === 'day') return day(iso);
    return this.show() === 'exact' ? this.exact() : relativeTime(iso, this.now());
  });
}
