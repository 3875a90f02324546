import { Component, computed, input } from '@angular/core';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icon-paths.js';

/** What a bar needs of a limit: `limit` null with `unlimited` true means no bound. */
export interface BarLimit {
  limit: number | null;
  unlimited: boolean;
  unit: string;
}

const NUMBER = new Intl.NumberFormat('en-US');

/** "Search: 45 / 2,000" with a bar under it. Warm from 80 %, red when used up. */
@Component({
  selector: 'am-usage-bar',
  imports: [Icon],
  template: `
    <div class="head">
      <span class="name">
        @if (icon(); as name) {
          <am-icon [name]="name" [size]="18" />
        }
        {{ label() }}
      </span>
      @if (included()) {
        <span class="am-num figures">
          <strong>{{ usedText() }}</strong> / {{ bound() }} <span class="unit">{{ limit().unit }}</span>
        </span>
      } @else {
        <span class="off">Not in your plan</span>
      }
    </div>
    @if (included() && !limit().unlimited) {
      <div
        class="track"
        role="meter"
        [attr.aria-label]="label()"
        aria-valuemin="0"
        [attr.aria-valuemax]="limit().limit"
        [attr.aria-valuenow]="clamped()"
        [attr.aria-valuetext]="sentence()"
      >
        <div
          class="fill"
          [class.warm]="share() >= 0.8"
          [class.full]="share() >= 1"
          [style.width.%]="share() * 100"
        ></div>
      </div>
    } @else {
      <div class="track track--off" aria-hidden="true"></div>
    }
  `,
  styleUrl: './usage-bar.scss',
})
export class UsageBar {
  readonly label = input.required<string>();
  readonly used = input.required<number>();
  readonly limit = input.required<BarLimit>();
  readonly included = input(true);
  readonly icon = input<IconName>();

  protected readonly bound = computed(() =>
    this.limit().unlimited ? 'unlimited' : NUMBER.format(this.limit().limit ?? 0),
  );
  protected readonly usedText = computed(() => NUMBER.format(this.used()));
  protected readonly share = computed(() => {
    const { limit } = this.limit();
    if (limit === null) return 0;
    return limit === 0 ? 1 : Math.min(1, this.used() / limit);
  });
  protected readonly clamped = computed(() => Math.min(this.used(), this.limit().limit ?? this.used()));
  protected readonly sentence = computed(
    () => `${NUMBER.format(this.used())} of ${this.bound()} ${this.limit().unit}`,
  );
}
