import { Component, computed, input } from '@angular/core';
import type { ServiceUsageDto, UsageDto } from '@automna/api-client';
import { Icon, type IconName } from '@automna/web-ui';
import { count } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';

interface Line {
  service: string;
  title: string;
  icon: IconName;
  figures: string;
  /** 0..1, null where there is no bound to measure against. */
  share: number | null;
}

const TITLES: Record<ServiceUsageDto['service'], [title: string, icon: IconName]> = {
  search: ['Search', 'search'],
  browser: ['Browser', 'globe'],
  email: ['E-mail', 'mail'],
  phone: ['Phone', 'phone'],
};

/** The four metered services in the current window. */
@Component({
  selector: 'ac-usage-panel',
  imports: [Icon, Instant, Panel],
  template: `
    <ac-panel heading="Usage">
      <span aside class="ac-none reset">resets <ac-instant [at]="usage().periodEnd" /></span>
      <ul class="lines">
        @for (line of lines(); track line.service) {
          <li>
            <am-icon [name]="line.icon" [size]="17" />
            <span>{{ line.title }}</span>
            <span class="figures am-num" [class.ac-none]="line.share === null">{{ line.figures }}</span>
            <span class="track" aria-hidden="true">
              @if (line.share !== null) {
                <span
                  [class.warm]="line.share >= 0.8"
                  [class.full]="line.share >= 1"
                  [style.width.%]="line.share * 100"
                ></span>
              }
            </span>
          </li>
        }
      </ul>
    </ac-panel>
  `,
  styleUrl: './usage-panel.scss',
})
export class UsagePanel {
  readonly usage = input.required<UsageDto>();

  protected readonly lines = computed(() => this.usage().services.map(lineOf));
}

function lineOf({ service, used, limit, included }: ServiceUsageDto): Line {
  const [title, icon] = TITLES[service];
  if (!included)
    return {
      service,
      title,
      icon,
      figures: used ? `${count(used)}, not in the plan` : 'not in the plan',
      share: null,
    };
  if (limit.unlimited || limit.limit === null) {
    return { service, title, icon, figures: `${count(used)} ${limit.unit}, unlimited`, share: null };
  }
  const share = limit.limit === 0 ? 1 : Math.min(1, used / limit.limit);
  return { service, title, icon, figures: `${count(used)} of ${count(limit.limit)} ${limit.unit}`, share };
}
