import { Component, computed, input } from '@angular/core';
import { Icon } from '@automna/web-ui';

const STEPS = ['Connect your AI', 'Set up your agent', 'Connect a channel'] as const;

/** The wizard's frame: three steps, where one is among them, and the step's own heading. */
@Component({
  selector: 'am-setup-frame',
  imports: [Icon],
  templateUrl: './setup-frame.html',
  styleUrl: './setup-frame.scss',
})
export class SetupFrame {
  /** 1, 2 or 3. */
  readonly step = input.required<number>();
  readonly heading = input.required<string>();
  protected readonly steps = computed(() =>
    STEPS.map((title, index) => ({
      title,
      number: index + 1,
      state: index + 1 < this.step() ? 'done' : index + 1 === this.step() ? 'current' : 'ahead',
    })),
  );
}
