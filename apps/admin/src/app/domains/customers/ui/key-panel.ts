import { Component, computed, input } from '@angular/core';
import type { KeyDelivery, KeyStatusDto } from '@automna/api-client';
import { EmptyState, MaskedKey, StatusChip, type StatusWords } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { verdictLabel } from '../../../ui/state-labels.js';

const DELIVERY: Record<KeyDelivery, StatusWords> = {
  none: { label: 'Not delivered', tone: 'neutral' },
  pending: { label: 'On its way', tone: 'info', busy: true },
  delivered: { label: 'Delivered', tone: 'ok' },
  failed: { label: 'Delivery failed', tone: 'bad' },
};

/** The customer's Anthropic key: what is known about it, never the key. */
@Component({
  selector: 'ac-key-panel',
  imports: [Copyable, EmptyState, Instant, MaskedKey, Panel, StatusChip],
  template: `
    <ac-panel heading="Anthropic key">
      <am-status-chip aside [tone]="verdict().tone" [label]="verdict().label" />
      @let known = key();
      @if (known.configured) {
        <dl class="ac-facts">
          <dt>Key</dt>
          <dd>
            @if (known.masked; as masked) {
              <am-masked-key [masked]="masked" />
            } @else {
              <span class="ac-none">not shown</span>
            }
          </dd>
          @if (known.message; as message) {
            <dt>Message shown</dt>
            <dd>{{ message }}</dd>
          }
          <dt>In use</dt>
          <dd>{{ known.enabled ? 'Yes' : 'No, switched off' }}</dd>
          <dt>On the machine</dt>
          <dd>
            <am-status-chip
              [tone]="delivery().tone"
              [label]="delivery().label"
              [busy]="delivery().busy ?? false"
            />
          </dd>
          <dt>Last checked</dt>
          <dd><ac-instant [at]="known.lastCheckedAt" /></dd>
          <dt>Next check</dt>
          <dd><ac-instant [at]="known.nextCheckAt" none="not planned" /></dd>
          <dt>Model</dt>
          <dd>
            @if (known.model; as model) {
              <span class="ac-mono">{{ model }}</span>
            } @else {
              <span class="ac-none">not known</span>
            }
          </dd>
          <dt>Fingerprint</dt>
          <dd><ac-copyable [value]="known.fingerprint" label="Key fingerprint" /></dd>
        </dl>
      } @else {
        <am-empty-state icon="key" heading="No key connected" text="The customer adds it during setup." />
      }
    </ac-panel>
  `,
})
export class KeyPanel {
  readonly key = input.required<KeyStatusDto>();

  protected readonly verdict = computed(() => verdictLabel(this.key().verdict));
  protected readonly delivery = computed(() => DELIVERY[this.key().delivery]);
}
