import { Component, booleanAttribute, inject, input, signal } from '@angular/core';
import { Icon, toProblem } from '@automna/web-ui';
import { Away } from '../../../ui/away.js';
import { Notices } from '../../../ui/notices/notices.js';
import { BillingClient } from '../data/billing-client.js';

/** Opens Stripe's portal, where cards and addresses are kept. */
@Component({
  selector: 'am-portal-button',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="am-button am-button--quiet"
      [class.am-button--small]="small()"
      [disabled]="opening()"
      (click)="open()"
    >
      {{ opening() ? 'Opening Stripe…' : label() }} <am-icon name="external" [size]="small() ? 16 : 18" />
    </button>
  `,
})
export class PortalButton {
  private readonly client = inject(BillingClient);
  private readonly notices = inject(Notices);
  private readonly away = inject(Away);

  readonly label = input.required<string>();
  /** The page of the portal; null is its first one. */
  readonly flow = input<'payment_method_update' | null>(null);
  readonly small = input(false, { transform: booleanAttribute });
  protected readonly opening = signal(false);

  protected async open(): Promise<void> {
    this.opening.set(true);
    try {
      const { url } = await this.client.openPortal(this.flow());
      this.away.goTo(url);
    } catch (error) {
      const { title, detail } = toProblem(error);
      this.notices.show(`${title.replace(/\.?$/, '.')} ${detail}`, { tone: 'bad', about: 'portal' });
    } finally {
      this.opening.set(false); // the page may be shown again as it was left
    }
  }
}
