import { Component, computed, input } from '@angular/core';
import type { OrphanDto } from '@automna/api-client';
import { money } from '../../../ui/format.js';
import { ageText, orphanKind } from '../data/orphan-words.js';

/** What it is, where, how old, and what it costs. */
@Component({
  selector: 'ac-orphan-summary',
  template: `
    @let known = orphan();
    <p>
      <strong>{{ kind() }}</strong>&ngsp;<code>{{ known.flyId }}</code>
    </p>
    <p class="am-muted am-small">
      {{ known.what }}{{ known.flyId === known.appName ? '' : ', in ' + known.appName
      }}{{ known.region ? ' (' + known.region + ')' : '' }}
    </p>
    <p class="am-num">
      <strong>{{ cost() }}</strong> a month · {{ age() }}
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.125rem;
      align-content: start;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    strong {
      font-weight: 650;
    }
  `,
})
export class OrphanSummary {
  readonly orphan = input.required<OrphanDto>();

  protected readonly kind = computed(() => orphanKind(this.orphan().kind));
  protected readonly age = computed(() => ageText(this.orphan()));
  protected readonly cost = computed(() => money(this.orphan().centsPerMonth));
}
