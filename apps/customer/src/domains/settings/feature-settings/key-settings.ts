import { Component, inject } from '@angular/core';
import { ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { KeyClient } from '../../agent/data/key-client.js';
import { KeyPanel } from '../../agent/ui/key-panel.js';

/** `/settings/key`. */
@Component({
  selector: 'am-key-settings',
  imports: [KeyPanel, ProblemAlert, SkeletonLines],
  template: `
    <div class="am-stack am-stack--loose">
      <header class="am-stack am-stack--tight">
        <h1 tabindex="-1">API key</h1>
        <p class="am-muted">
          Your agent thinks with your own Anthropic account. The key is kept encrypted and shown to nobody.
          Your machine works with it; we use it only to ask Anthropic, about once a day, whether it still
          works.
        </p>
      </header>
      <section class="am-card" aria-label="Your Anthropic key">
        @if (key.error(); as error) {
          <am-problem-alert [problem]="error" retryable (retry)="key.reload()" />
        } @else if (key.value(); as status) {
          <am-key-panel [key]="status" (changed)="key.reload()" />
        } @else {
          <am-skeleton-lines [lines]="4" label="Loading your key's status" />
        }
      </section>
    </div>
  `,
})
export class KeySettings {
  protected readonly key = inject(KeyClient).status();
}
