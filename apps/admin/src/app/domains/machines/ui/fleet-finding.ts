import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { FleetFindingDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { findingLabel } from '../../../ui/run-words.js';
import { fleetKindLabel } from '../data/fleet-words.js';

/** One way in which a customer's machine is not what it ought to be. */
@Component({
  selector: 'ac-fleet-finding',
  imports: [Copyable, Instant, RouterLink, StatusChip],
  template: `
    @let known = finding();
    <div class="head">
      <strong>{{ kind() }}</strong>
      <am-status-chip [tone]="status().tone" [label]="status().label" />
    </div>
    <p>{{ known.sentence }}</p>
    <div class="facts">
      <a [routerLink]="['/customers', known.customerId]"
        >Open customer<span class="am-visually-hidden"> of {{ known.appName }}</span></a
      >
      <ac-copyable [value]="known.appName" label="Fly app name" />
      @if (known.flyId; as id) {
        @if (id !== known.appName) {
          <ac-copyable [value]="id" label="Fly id" />
        }
      }
    </div>
    @if (known.repairedAt; as at) {
      <p class="quiet">Repaired <ac-instant [at]="at" past />. {{ known.outcome }}</p>
    } @else if (known.outcome; as outcome) {
      <p class="quiet ac-error-text">{{ outcome }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.375rem;
      padding: 0.875rem 1.125rem;
      overflow-wrap: anywhere;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.25rem 0.75rem;
    }
    strong {
      font-weight: 650;
    }
    .facts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 1rem;
      font-size: 0.875rem;
    }
    /* Holds the hidden words, which would else stick out of a narrow page. */
    .facts a {
      position: relative;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
    .quiet.ac-error-text {
      color: var(--am-bad);
    }
  `,
})
export class FleetFinding {
  readonly finding = input.required<FleetFindingDto>();

  protected readonly kind = computed(() => fleetKindLabel(this.finding().kind));
  protected readonly status = computed(() => findingLabel(this.finding()));
}
