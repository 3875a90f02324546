import { Clipboard } from '@angular/cdk/clipboard';
import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { Icon } from '@automna/web-ui';

const THANKS_MS = 2000;

/** An id with a button that copies it. */
@Component({
  selector: 'ac-copyable',
  imports: [Icon],
  template: `
    @if (value(); as text) {
      <span class="text">{{ text }}</span>
      <button type="button" [attr.aria-label]="'Copy ' + label()" (click)="copy(text)">
        <am-icon [name]="copied() ? 'check' : 'copy'" [size]="15" />
      </button>
      <span class="am-visually-hidden" role="status">{{ copied() ? label() + ' copied' : '' }}</span>
    } @else {
      <span class="ac-none">{{ none() }}</span>
    }
  `,
  styleUrl: './copyable.scss',
})
export class Copyable {
  private readonly clipboard = inject(Clipboard);
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly value = input.required<string | null | undefined>();
  /** What is copied, for people who hear the page: `Stripe customer id`. */
  readonly label = input.required<string>();
  readonly none = input('none');

  protected readonly copied = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected copy(text: string): void {
    if (!this.clipboard.copy(text)) return;
    this.copied.set(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.copied.set(false), THANKS_MS);
  }
}
