import { Component, computed, inject } from '@angular/core';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icon-paths.js';
import { Theme, type ThemeChoice } from './theme.js';

const LOOKS: Record<ThemeChoice, { icon: IconName; words: string }> = {
  system: { icon: 'contrast', words: 'as your system' },
  light: { icon: 'sun', words: 'light' },
  dark: { icon: 'moon', words: 'dark' },
};

/** One button that walks through system, light and dark. */
@Component({
  selector: 'am-theme-toggle',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="am-icon-button"
      [attr.aria-label]="label()"
      [title]="label()"
      (click)="theme.next()"
    >
      <am-icon [name]="look().icon" />
    </button>
  `,
})
export class ThemeToggle {
  protected readonly theme = inject(Theme);
  protected readonly look = computed(() => LOOKS[this.theme.choice()]);
  protected readonly label = computed(() => `Colours: ${this.look().words}. Change`);
}
