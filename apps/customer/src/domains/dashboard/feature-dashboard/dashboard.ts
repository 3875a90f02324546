import { Component, computed, inject } from '@angular/core';
import { shouldSleepWhenIdle } from '@automna/contracts';
import { ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { DeletionClient } from '../../accounts/data/deletion-client.js';
import { Session } from '../../accounts/data/session.js';
import { DeletionBanner } from '../../accounts/ui/deletion-banner.js';
import { KeyClient } from '../../agent/data/key-client.js';
import { ChannelsPanel } from '../../agent/ui/channels-panel.js';
import { KeyPanel } from '../../agent/ui/key-panel.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { PaymentNotice } from '../../billing/ui/payment-notice.js';
import { AgentCard } from '../ui/agent-card.js';
import { EmailBanner } from '../ui/email-banner.js';
import { KeyBanner } from '../ui/key-banner.js';
import { PlanSummary } from '../ui/plan-summary.js';
import { ThinkingCard } from '../ui/thinking-card.js';
import { UsageCard } from '../ui/usage-card.js';

/** `/dashboard`: the agent, what it may use, and what needs attention. */
@Component({
  selector: 'am-dashboard',
  imports: [
    AgentCard,
    ChannelsPanel,
    DeletionBanner,
    EmailBanner,
    KeyBanner,
    KeyPanel,
    PaymentNotice,
    PlanSummary,
    ProblemAlert,
    SkeletonLines,
    ThinkingCard,
    UsageCard,
  ],
  templateUrl: './dashboard.html',
  styleUrl: './dashboard.scss',
})
export class Dashboard {
  protected readonly session = inject(Session);
  protected readonly deletion = inject(DeletionClient).deletion(
    () => this.session.user()?.role === 'customer',
  );
  protected readonly key = inject(KeyClient).status();
  protected readonly subscription = inject(BillingClient).subscription();
  protected readonly firstName = computed(() => this.session.user()?.name.split(' ')[0] ?? '');
  protected readonly sleeps = computed(() => {
    const plan = this.subscription.hasValue() ? this.subscription.value().plan : null;
    return !!plan && shouldSleepWhenIdle(plan.name);
  });
  /** When the account goes, and the plan with it. */
  protected readonly accountEnds = computed(() =>
    this.deletion.hasValue() ? this.deletion.value().dueAt : null,
  );
  protected readonly planLine = computed(() => {
    const subscription = this.subscription.hasValue() ? this.subscription.value() : null;
    const title = subscription?.live ? subscription.plan?.title : undefined;
    const works = this.key.value()?.verdict === 'valid';
    return [title ? `${title} plan` : '', works ? 'your own Anthropic key is active' : '']
      .filter(Boolean)
      .join(', ');
  });
}
