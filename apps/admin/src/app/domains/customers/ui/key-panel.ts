import { Component, computed, input } from '@angular/core';
import type { KeyDelivery, KeyStatusDto } from '@automna/api-client';
import { EmptyState, Icon, MaskedKey, StatusChip, type StatusWords } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { verdictLabel } from '../../../ui/state-labels.js';

const DELIVERY: Record<KeyDelivery, StatusWords> = {
  none: { label: 'Not delivered', tone: 'neutral' },
  pending: { label: 'On its way', tone: 'info', busy: true },
  delivered: { label: 'Delivered', tone: 'ok' },
  failed: { label: 'Delivery failed', tone: 'bad' },
  rolled_back: { label: 'Earlier key put back', tone: 'warn' },
};

/** The customer's Anthropic key: what is known about it, never the key. */
@Component({
  selector: 'ac-key-panel',
  imports: [Copyable, EmptyState, Icon, Instant, MaskedKey, Panel, StatusChip],
  template: `
    <ac-panel heading="Anthropic key">
      <am-status-chip aside [tone]="verdict().tone" [label]="verdict().label" />
      @let known = key();
      @if (known.rolledBack; as refused) {
        <div class="am-note am-note--warn refused">
          <am-icon name="warning" />
          <div>
            <strong>Rolled back <ac-instant [at]="refused.at" past /></strong> · the newer key is
            {{ refusedWord().toLowerCase() }}
            <p class="am-small">{{ refused.message }}</p>
          </div>
        </div>
      }
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
            @if (known.deliveredAt; as at) {
              <p class="ac-none">proven since <ac-instant [at]="at" show="exact" /></p>
            }
          </dd>
          <dt>Last checked</dt>
          <dd><ac-instant [at]="known.lastCheckedAt" /></dd>
          <dt>Next check</dt>
          <dd><ac-instant [at]="known.nextCheckAt" none="not planned" /></dd>
          <dt>Model in use</dt>
          <dd>
            @if (known.modelInUse; as model) {
              <span class="ac-mono">{{ model }}</span>
            } @else {
              <span class="ac-none">none, the key is not in use</span>
            }
          </dd>
          <dt>Checked with</dt>
          <dd>
            @if (known.model; as model) {
              <span class="ac-mono">{{ model }}</span>
            } @else {
              <span class="ac-none">no paid check yet</span>
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
  styles: `
    .refused {
      margin-bottom: 1rem;
      overflow-wrap: anywhere;
    }
  `,
})
export class KeyPanel {
  readonly key = input.required<KeyStatusDto>();

  protected readonly verdict = computed(() => verdictLabel(this.key().verdict));
  protected readonly delivery = computed(() => DELIVERY[this.key().delivery]);
  protected readonly refusedWord = computed(() => verdictLabel(this.key().rolledBack?.verdict).label);
}
