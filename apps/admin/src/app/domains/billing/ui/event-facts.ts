import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { StripeEventDetailDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { Panel } from '../../../ui/panel.js';
import { stripeEventLabel } from '../../../ui/state-labels.js';

/** What is known about a webhook besides its content. */
@Component({
  selector: 'ac-event-facts',
  imports: [Copyable, Instant, OutsideLink, Panel, RouterLink, StatusChip],
  template: `
    <ac-panel heading="Event">
      <am-status-chip aside [tone]="status().tone" [label]="status().label" [busy]="status().busy ?? false" />
      @let known = event();
      <dl class="ac-facts">
        <dt>Outcome</dt>
        <dd [class.ac-error-text]="known.status === 'failed'">
          {{ known.outcome ?? 'Not carried out yet.' }}
        </dd>
        <dt>Customer</dt>
        <dd>
          @if (known.customerId; as id) {
            <a [routerLink]="['/customers', id]">Open customer</a>
          } @else {
            <span class="ac-none">nobody of ours</span>
          }
        </dd>
        <dt>Happened at Stripe</dt>
        <dd>
          <ac-instant [at]="known.at" show="exact" /><span class="ac-none">
            · <ac-instant [at]="known.at" past
          /></span>
        </dd>
        <dt>{{ known.source === 'reconcile' ? 'Fetched' : 'Received' }}</dt>
        <dd>
          <ac-instant [at]="known.receivedAt" show="exact" />
          @if (known.source === 'reconcile') {
            <p class="ac-none">It never arrived by itself; a check for drift fetched it from Stripe.</p>
          }
        </dd>
        <dt>Carried out</dt>
        <dd><ac-instant [at]="known.processedAt" show="exact" none="not yet" /></dd>
        <dt>Attempts</dt>
        <dd class="am-num">{{ known.attempts }}</dd>
        <dt>Event id</dt>
        <dd><ac-copyable [value]="known.id" label="Event id" /></dd>
        <dt>About</dt>
        <dd><ac-copyable [value]="known.objectId" label="Id of the object" /></dd>
        <dt>Stripe customer</dt>
        <dd><ac-copyable [value]="known.stripeCustomerId" label="Stripe customer id" /></dd>
        <dt>API version</dt>
        <dd>
          @if (known.apiVersion; as version) {
            <span class="ac-mono">{{ version }}</span>
          } @else {
            <span class="ac-none">not given</span>
          }
        </dd>
        @if (known.stripeUrl; as url) {
          <dt>At Stripe</dt>
          <dd><ac-outside-link [href]="url" [about]="'the event ' + known.id" /></dd>
        }
      </dl>
    </ac-panel>
  `,
})
export class EventFacts {
  readonly event = input.required<StripeEventDetailDto>();

  protected readonly status = computed(() => stripeEventLabel(this.event().status));
}
