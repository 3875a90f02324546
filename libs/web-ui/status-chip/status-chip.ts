import { Component, booleanAttribute, input } from '@angular/core';

export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'idle' | 'neutral';

/** A word about a state, with a dot in the colour of its meaning. The word says it all without the colour. */
@Component({
  selector: 'am-status-chip',
  template: `<span class="dot" [class.busy]="busy()" aria-hidden="true"></span>{{ label() }}`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
      padding: 0.1875rem 0.75rem 0.1875rem 0.625rem;
      border-radius: var(--am-radius-full);
      font-size: 0.875rem;
      font-weight: 600;
      line-height: 1.5;
      white-space: nowrap;
      color: var(--tone);
      background: var(--tone-bg);
      --tone: var(--am-neutral);
      --tone-bg: var(--am-neutral-bg);
    }
    :host(.ok) {
      --tone: var(--am-ok);
      --tone-bg: var(--am-ok-bg);
    }
    :host(.info) {
      --tone: var(--am-info);
      --tone-bg: var(--am-info-bg);
    }
    :host(.warn) {
      --tone: var(--am-warn);
      --tone-bg: var(--am-warn-bg);
    }
    :host(.bad) {
      --tone: var(--am-bad);
      --tone-bg: var(--am-bad-bg);
    }
    :host(.idle) {
      --tone: var(--am-idle);
      --tone-bg: var(--am-idle-bg);
    }
    .dot {
      width: 0.5rem;
      height: 0.5rem;
      border-radius: 50%;
      background: currentColor;
    }
    .busy {
      animation: pulse 1.4s ease-in-out infinite;
    }
    @keyframes pulse {
      50% {
        opacity: 0.25;
      }
    }
  `,
  host: { '[class]': 'tone()' },
})
export class StatusChip {
  readonly label = input.required<string>();
  readonly tone = input<Tone>('neutral');
  /** True while something is under way; the dot breathes. */
  readonly busy = input(false, { transform: booleanAttribute });
}
