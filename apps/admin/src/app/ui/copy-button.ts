import { Clipboard } from '@angular/cdk/clipboard';
import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { Icon } from '@automna/web-ui';

const THANKS_MS = 2000;

/** Copies a text that is too long to stand beside its button. */
@Component({
  selector: 'ac-copy-button',
  imports: [Icon],
  template: `
    <button type="button" class="am-button am-button--small am-button--ghost" (click)="copy()">
      <am-icon [name]="copied() ? 'check' : 'copy'" [size]="15" /> {{ label() }}
    </button>
    <span class="am-visually-hidden" role="status">{{ copied() ? 'Copied' : '' }}</span>
  `,
})
export class CopyButton {
  private readonly clipboard = inject(Clipboard);
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly text = input.required<string>();
  readonly label = input('Copy');

  protected readonly copied = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected copy(): void {
    if (!this.clipboard.copy(this.text())) return;
    this.copied.set(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.copied.set(false), THANKS_MS);
  }
}
