import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { MachineRowDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { counted, money } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { planTitle } from '../../../ui/plan-title.js';
import { humanise, machineLabel } from '../../../ui/state-labels.js';
import { suspensionLabel } from '../data/fleet-words.js';

/** Machines; one markup for both widths, a line becomes a card where there is no room. */
@Component({
  selector: 'ac-machine-rows',
  imports: [Copyable, Instant, RouterLink, StatusChip],
  template: `
    <ul class="rows">
      @for (line of lines(); track line.machine.id) {
        <li>
          <a class="who" [routerLink]="['/customers', line.machine.customerId]">{{ line.who }}</a>
          <ac-copyable class="app" [value]="line.machine.appName" [label]="'Fly app of ' + line.who" />
          <div class="chips">
            <am-status-chip
              [tone]="line.state.tone"
              [label]="line.state.label"
              [busy]="line.state.busy ?? false"
            />
            @if (line.keptDown; as words) {
              <am-status-chip tone="idle" [label]="words" />
            }
          </div>
          <p class="notes">
            <span>{{ line.plan }}</span>
            <span class="ac-mono">{{ line.machine.region }}</span>
            <span>{{ line.atFly }}</span>
            @if (line.findings; as words) {
              <a routerLink="/machines/orphans">{{ words }}</a>
            }
            @if (line.machine.leavingAt; as at) {
              <span>leaves, not before <ac-instant [at]="at" show="day" /></span>
            }
          </p>
          <p class="cost am-num">{{ line.cost }}<span class="per"> a month</span></p>
          <p class="when">set up <ac-instant [at]="line.machine.createdAt" past /></p>
          @if (line.machine.error; as error) {
            <p class="error ac-error-text">{{ error }}</p>
          }
        </li>
      }
    </ul>
  `,
  styleUrl: './machine-rows.scss',
})
export class MachineRows {
  readonly machines = input.required<readonly MachineRowDto[]>();

  protected readonly lines = computed(() =>
    this.machines().map((machine) => ({
      machine,
      who: machine.customerEmail ?? machine.customerId,
      state: machineLabel(machine.state),
      keptDown: machine.suspended && suspensionLabel(machine.suspended),
      plan: planTitle(machine.plan) ?? 'No plan',
      atFly: machine.flyState ? `${humanise(machine.flyState)} at Fly` : 'Not seen at Fly yet',
      findings: machine.openFindings > 0 ? counted(machine.openFindings, 'finding') : '',
      cost: money(machine.centsPerMonth),
    })),
  );
}
