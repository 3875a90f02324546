import { Component, computed, inject } from '@angular/core';
import { EmptyState, ProblemAlert, SkeletonLines, money } from '@automna/web-ui';
import { ago } from '../../../ui/dates.js';
import { MachineClient } from '../../agent/data/machine-client.js';

const NUMBER = new Intl.NumberFormat('en-US');

/** What the agent has used of the customer's own Anthropic account: tokens, and what it reckons they cost. */
@Component({
  selector: 'am-thinking-card',
  imports: [EmptyState, ProblemAlert, SkeletonLines],
  templateUrl: './thinking-card.html',
  styles: `
    :host,
    dl {
      display: grid;
      gap: 0.875rem;
      align-content: start;
    }
    h2 {
      font-size: 1.125rem;
    }
    dl > div {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0.125rem 1rem;
    }
    dt {
      color: var(--am-ink-2);
    }
    .total {
      padding-top: 0.625rem;
      border-top: 1px solid var(--am-line);
      font-weight: 680;
    }
    .total dt {
      color: inherit;
    }
  `,
  host: { role: 'region', 'aria-labelledby': 'thinking-title' },
})
export class ThinkingCard {
  protected readonly resource = inject(MachineClient).agentUsage();
  protected readonly usage = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly lines = computed(() => {
    const usage = this.usage();
    if (!usage) return [];
    return [
      { label: 'Read', tokens: usage.inputTokens },
      { label: 'Read again from the cache', tokens: usage.cacheReadTokens },
      { label: 'Put into the cache', tokens: usage.cacheWriteTokens },
      { label: 'Written', tokens: usage.outputTokens },
    ].map(({ label, tokens }) => ({ label, tokens: NUMBER.format(tokens) }));
  });
  protected readonly total = computed(() => NUMBER.format(this.usage()?.totalTokens ?? 0));
  /** Less than a cent is still something. */
  protected readonly cost = computed(() => {
    const { costCents = null, totalTokens = 0 } = this.usage() ?? {};
    if (costCents === null) return '';
    return costCents === 0 && totalTokens > 0 ? 'under $0.01' : money(costCents);
  });
  protected readonly ago = ago;
}
