import { Component, computed, input } from '@angular/core';
import type { StaffMachineDto } from '@automna/api-client';
import { EmptyState, Icon, StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { humanise, machineLabel } from '../../../ui/state-labels.js';

/** The customer's Fly machine and how far its setup got. */
@Component({
  selector: 'ac-machine-panel',
  imports: [Copyable, EmptyState, Icon, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Machine">
      <am-status-chip aside [tone]="state().tone" [label]="state().label" [busy]="state().busy ?? false" />
      @if (machine(); as known) {
        @if (known.error; as error) {
          <div class="am-note am-note--bad error">
            <am-icon name="error" />
            <div>
              <strong>{{
                known.step && known.state !== 'ready' ? 'Stopped at “' + step() + '”' : 'Last error'
              }}</strong>
              <p class="am-small ac-error-text">{{ error }}</p>
            </div>
          </div>
        }
        <dl class="ac-facts">
          <dt>Fly app</dt>
          <dd><ac-copyable [value]="known.appName" label="Fly app name" none="not created yet" /></dd>
          <dt>Fly machine</dt>
          <dd><ac-copyable [value]="known.machineId" label="Fly machine id" none="not created yet" /></dd>
          <dt>Volume</dt>
          <dd><ac-copyable [value]="known.volumeId" label="Volume id" none="not created yet" /></dd>
          <dt>Region</dt>
          <dd>
            @if (known.region; as region) {
              <span class="ac-mono">{{ region }}</span>
            } @else {
              <span class="ac-none">not chosen yet</span>
            }
          </dd>
          <dt>Setup step</dt>
          <dd>
            @if (known.state === 'ready') {
              <span class="ac-none">all finished</span>
            } @else {
              {{ step() || 'not begun' }}
            }
          </dd>
          <dt>Created</dt>
          <dd><ac-instant [at]="known.createdAt" /></dd>
          <dt>Last change</dt>
          <dd><ac-instant [at]="known.updatedAt" /></dd>
        </dl>
      } @else {
        <am-empty-state
          icon="server"
          heading="No machine"
          text="It is created once the customer has a live subscription and a connected key."
        />
      }
    </ac-panel>
  `,
  styles: `
    .error {
      margin-bottom: 1rem;
    }
  `,
})
export class MachinePanel {
  readonly machine = input.required<StaffMachineDto | null>();

  protected readonly state = computed(() => machineLabel(this.machine()?.state));
  protected readonly step = computed(() => humanise(this.machine()?.step ?? ''));
}
