import { Component, computed, effect, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState, Icon, ProblemAlert, SkeletonLines, toProblem } from '@automna/web-ui';
import { Session } from '../../../session/session.js';
import { ConsoleTitle } from '../../../shell/console-title.js';
import { CopyButton } from '../../../ui/copy-button.js';
import { Copyable } from '../../../ui/copyable.js';
import { counted } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { PageHeader } from '../../../ui/page-header.js';
import { Panel } from '../../../ui/panel.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { askAgainWhile } from '../../../data/ask-again.js';
import { BillingClient } from '../data/billing-client.js';
import { ReplayEvent } from '../feature-replay/replay-event.js';
import { EventAttempts } from '../ui/event-attempts.js';
import { EventFacts } from '../ui/event-facts.js';
import { JsonTree } from '../ui/json-tree.js';

/** One webhook: what it said, what came of it each time, and a way to carry it out once more. */
@Component({
  selector: 'ac-stripe-event-page',
  imports: [
    CopyButton,
    Copyable,
    EmptyState,
    EventAttempts,
    EventFacts,
    Icon,
    Instant,
    JsonTree,
    PageHeader,
    Panel,
    ProblemAlert,
    RefreshButton,
    ReplayEvent,
    RouterLink,
    SkeletonLines,
  ],
  templateUrl: './stripe-event-page.html',
  styleUrl: './stripe-event-page.scss',
})
export class StripeEventPage {
  private readonly title = inject(ConsoleTitle);
  protected readonly mayReplay = inject(Session).isAdmin;

  /** Route parameter. */
  readonly id = input.required<string>();

  protected readonly answer = inject(BillingClient).event(this.id);
  protected readonly event = computed(() => (this.answer.hasValue() ? this.answer.value() : null));
  protected readonly missing = computed(() => {
    const error = this.answer.error();
    return error !== undefined && toProblem(error).status === 404;
  });
  protected readonly heading = computed(() =>
    this.missing() ? 'No such event' : (this.event()?.type ?? 'Stripe event'),
  );
  protected readonly payloadText = computed(() => JSON.stringify(this.event()?.payload ?? null, null, 2));
  protected readonly conflictText = computed(() => {
    const times = this.event()?.conflicts ?? 0;
    return `The same id came ${counted(times, 'more time', 'more times')} with other content.`;
  });

  constructor() {
    askAgainWhile(
      this.event,
      (event) => event?.status === 'pending',
      () => this.answer.reload(),
    );
    effect(() => {
      if (this.event()) this.title.set(this.heading());
    });
  }
}
