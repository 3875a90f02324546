import { Component, computed, input, model } from '@angular/core';
import type { PlanChannelsDto } from '@automna/api-client';
import { Choice } from '../../../ui/choice.js';
import { activeOptions } from './change-words.js';

/** Which channels stay when the new plan allows fewer than are in use. */
@Component({
  selector: 'am-channel-choice',
  imports: [Choice],
  template: `
    <fieldset class="am-card">
      <legend>Which {{ single() ? 'channel stays' : 'channels stay' }}?</legend>
      <p>
        You use {{ channels().inUse }} channels; {{ plan() }} allows {{ channels().limit }}. The others are
        paused when the change takes effect, not deleted, and come back with a larger plan.
      </p>
      @for (option of options(); track option.id) {
        <am-choice
          name="keep-channel"
          [single]="single()"
          [checked]="keep().includes(option.id)"
          [disabled]="full() && !single() && !keep().includes(option.id)"
          (picked)="pick(option.id, $event)"
          >{{ option.title }}</am-choice
        >
      }
      @if (!single()) {
        <p class="am-small am-muted" aria-live="polite">
          {{ keep().length }} of {{ channels().limit }} chosen.
          @if (full()) {
            Untick one to choose another.
          }
        </p>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      gap: 0.75rem;
      margin: 0;
      min-width: 0;
    }
    legend {
      float: left;
      width: 100%;
      padding: 0;
      font-size: 1.25rem;
      font-weight: 680;
      letter-spacing: -0.022em;
      line-height: 1.15;
    }
  `,
})
export class ChannelChoice {
  readonly channels = input.required<PlanChannelsDto>();
  /** Title of the new plan. */
  readonly plan = input.required<string>();
  /** Ids of the channels that stay. */
  readonly keep = model.required<string[]>();

  protected readonly options = computed(() => activeOptions(this.channels()));
  protected readonly single = computed(() => this.channels().limit === 1);
  protected readonly full = computed(() => this.keep().length >= (this.channels().limit ?? Infinity));

  protected pick(id: string, chosen: boolean): void {
    if (this.single()) this.keep.set([id]);
    else this.keep.update((keep) => (chosen ? [...keep, id] : keep.filter((other) => other !== id)));
  }
}
