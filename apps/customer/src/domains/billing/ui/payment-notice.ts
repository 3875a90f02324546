import { Component, booleanAttribute, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { InvoiceDto, SubscriptionDto } from '@automna/api-client';
import { Icon } from '@automna/web-ui';
import { paymentTrouble } from '../data/payment-trouble.js';
import { PortalButton } from './portal-button.js';

/** Speaks up when a payment needs the customer. Silent otherwise. */
@Component({
  selector: 'am-payment-notice',
  imports: [Icon, PortalButton, RouterLink],
  template: `
    @if (trouble(); as trouble) {
      <div class="am-note" [class]="trouble.bad ? 'am-note--bad' : 'am-note--warn'" role="status">
        <am-icon name="card" />
        <div class="am-stack am-stack--tight">
          <p>
            <strong>{{ trouble.title }}</strong> {{ trouble.text }}
          </p>
          <div class="am-row">
            @if (trouble.pay) {
              <a
                class="am-button am-button--small"
                [href]="subscription().payUrl"
                target="_blank"
                rel="noopener"
                >{{ trouble.pay }}<span class="am-visually-hidden"> at Stripe (opens in a new tab)</span>
                <am-icon name="external" [size]="16"
              /></a>
            }
            @if (trouble.card) {
              <am-portal-button small label="Update card" flow="payment_method_update" />
            }
            @if (elsewhere()) {
              <a class="am-button am-button--small am-button--ghost" routerLink="/settings/billing"
                >Plan and billing</a
              >
            }
            <ng-content />
          </div>
        </div>
      </div>
    }
  `,
  styles: `
    :host:not(:has(*)) {
      display: none;
    }
  `,
})
export class PaymentNotice {
  readonly subscription = input.required<SubscriptionDto>();
  /** The open invoice, where it is known: the notice then names the amount. */
  readonly invoice = input<InvoiceDto | null>(null);
  /** On other pages than the one about billing: offers the way there. */
  readonly elsewhere = input(false, { transform: booleanAttribute });
  protected readonly trouble = computed(() => paymentTrouble(this.subscription(), this.invoice()));
}
