import { Component, computed, inject } from '@angular/core';
import type { ServiceUsageDto } from '@automna/api-client';
import { type IconName, ProblemAlert, SkeletonLines, UsageBar } from '@automna/web-ui';
import { instant } from '../../../ui/dates.js';
import { NOT_SWITCHED_ON } from '../../../ui/not-switched-on.js';
import { MachineClient } from '../../agent/data/machine-client.js';

const SERVICES: Record<ServiceUsageDto['service'], { label: string; icon: IconName }> = {
  search: { label: 'Search', icon: 'search' },
  browser: { label: 'Browser', icon: 'globe' },
  email: { label: 'Email', icon: 'mail' },
  phone: { label: 'Phone', icon: 'phone' },
};

/** The four services of this billing month, and when they start over. */
@Component({
  selector: 'am-usage-card',
  imports: [UsageBar, ProblemAlert, SkeletonLines],
  template: `
    <h2 id="usage-title">Used this month</h2>
    @if (resource.error(); as error) {
      <am-problem-alert [problem]="error" retryable (retry)="resource.reload()" />
    } @else if (resource.hasValue()) {
      @for (item of resource.value().services; track item.service) {
        <am-usage-bar
          [label]="services[item.service].label"
          [icon]="services[item.service].icon"
          [used]="item.used"
          [limit]="item.limit"
          [included]="item.included"
        />
      }
      <p class="am-small am-muted">
        Starts over on {{ resets() }}. What your agent thinks is billed by Anthropic. {{ notSwitchedOn }}
      </p>
    } @else {
      <am-skeleton-lines [lines]="6" label="Loading your usage" />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 1.25rem;
      align-content: start;
    }
    h2 {
      font-size: 1.125rem;
    }
  `,
  host: { role: 'region', 'aria-labelledby': 'usage-title' },
})
export class UsageCard {
  protected readonly services = SERVICES;
  protected readonly notSwitchedOn = NOT_SWITCHED_ON;
  protected readonly resource = inject(MachineClient).usage();
  protected readonly resets = computed(() =>
    this.resource.hasValue() ? instant(this.resource.value().periodEnd) : '',
  );
}
