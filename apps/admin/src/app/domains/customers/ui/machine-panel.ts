import { Component, computed, input } from '@angular/core';
import type { MachineHold, StaffMachineDto } from '@automna/api-client';
import { EmptyState, Icon, StatusChip, type StatusWords } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { humanise, machineLabel } from '../../../ui/state-labels.js';

const KEPT_DOWN: Record<MachineHold, string> = {
  payment: 'Kept down: a payment is overdue',
  ended: 'Kept down: the subscription has ended',
  owner: 'Kept down: the customer stopped it',
};

/** The customer's Fly machine and how far its setup got. */
@Component({
  selector: 'ac-machine-panel',
  imports: [Copyable, EmptyState, Icon, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Machine">
      <am-status-chip aside [tone]="state().tone" [label]="state().label" [busy]="state().busy ?? false" />
      @if (machine(); as known) {
        @if (known.suspended; as reason) {
          <div class="am-note am-note--warn note">
            <am-icon name="pause" />
            <div>
              <strong>{{ keptDown[reason] }}</strong>
              <p class="am-small">
                @if (known.suspendedAt; as since) {
                  Stopped since <ac-instant [at]="since" show="exact" />, <ac-instant [at]="since" past />.
                } @else {
                  It is being stopped.
                }
              </p>
            </div>
          </div>
        }
        @if (known.error; as error) {
          <div class="am-note am-note--bad note">
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
    .note {
      margin-bottom: 1rem;
    }
  `,
})
export class MachinePanel {
  readonly machine = input.required<StaffMachineDto | null>();

  protected readonly keptDown = KEPT_DOWN;
  protected readonly state = computed((): StatusWords => {
    const machine = this.machine();
    return machine?.suspended ? { label: 'Kept down', tone: 'idle' } : machineLabel(machine?.state);
  });
  protected readonly step = computed(() => humanise(this.machine()?.step ?? ''));
}
