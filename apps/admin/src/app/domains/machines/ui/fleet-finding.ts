import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { FleetFindingDto } from '@automna/api-client';
import { FindingCard } from '../../../runs/finding-card.js';
import { Copyable } from '../../../ui/copyable.js';
import { fleetKindLabel } from '../data/fleet-words.js';

/** One way in which a customer's machine is not what it ought to be. */
@Component({
  selector: 'ac-fleet-finding',
  imports: [Copyable, FindingCard, RouterLink],
  template: `
    @let known = finding();
    <ac-finding-card [finding]="known" [kind]="kind()">
      <a fact [routerLink]="['/customers', known.customerId]"
        >Open customer<span class="am-visually-hidden"> of {{ known.appName }}</span></a
      >
      <ac-copyable fact [value]="known.appName" label="Fly app name" />
      @if (known.flyId && known.flyId !== known.appName) {
        <ac-copyable fact [value]="known.flyId" label="Fly id" />
      }
    </ac-finding-card>
  `,
  styles: `
    /* Holds the hidden words, which would else stick out of a narrow page. */
    a {
      position: relative;
    }
  `,
})
export class FleetFinding {
  readonly finding = input.required<FleetFindingDto>();

  protected readonly kind = computed(() => fleetKindLabel(this.finding().kind));
}
