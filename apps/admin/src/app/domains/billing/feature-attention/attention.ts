import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
} from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import type { AttentionRowDto } from '@automna/api-client';
import { EmptyState, Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { firstValueFrom } from 'rxjs';
import { CursorPages, sameFilters } from '../../../data/cursor-pages.js';
import { Session } from '../../../session/session.js';
import { LoadMore } from '../../../ui/load-more.js';
import { PageHeader } from '../../../ui/page-header.js';
import { ReasonDialog, type ReasonQuestion } from '../../../ui/reason-dialog.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { ATTENTION_STATES, attentionKind, attentionState } from '../data/attention-words.js';
import { ATTENTION_URL, BillingClient } from '../data/billing-client.js';
import { AttentionCard } from '../ui/attention-card.js';

const PAGE_SIZE = 25;

/** What Stripe reported that only a person can settle. Support sees it, admins settle it. */
@Component({
  selector: 'ac-attention',
  imports: [
    AttentionCard,
    EmptyState,
    Icon,
    LoadMore,
    PageHeader,
    ProblemAlert,
    RefreshButton,
    RouterLink,
    SkeletonLines,
  ],
  templateUrl: './attention.html',
  styleUrl: './attention.scss',
})
export class Attention {
  private readonly client = inject(BillingClient);
  private readonly dialog = inject(MatDialog);
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly mayAct = inject(Session).isAdmin;

  /** Query parameter. */
  readonly state = input<string>();

  protected readonly choices = ATTENTION_STATES;
  protected readonly chosen = computed(() => attentionState(this.state()));
  protected readonly list = new CursorPages<AttentionRowDto>(
    ATTENTION_URL,
    computed(() => ({ state: this.chosen() }), { equal: sameFilters }),
    PAGE_SIZE,
  );
  /** What was just settled. */
  protected readonly said = signal('');

  protected async settle(item: AttentionRowDto): Promise<void> {
    const data: ReasonQuestion = {
      title: 'Is this dealt with?',
      subject: `${item.sentence}.`,
      consequence: 'It leaves the list. Nothing changes at Stripe or for the customer.',
      label: 'What was done about it?',
      action: 'Mark as done',
      act: (reason) => this.client.settle(item.id, { reason }),
    };
    const dialog = this.dialog.open<ReasonDialog, ReasonQuestion, true>(ReasonDialog, {
      data,
      width: '32rem',
    });
    if (!(await firstValueFrom(dialog.afterClosed()))) return;
    this.said.set(`${attentionKind(item.kind)} marked as done.`);
    this.list.reload();
    // The button that had the focus leaves with its card.
    afterNextRender(() => this.element.nativeElement.querySelector<HTMLElement>('.said')?.focus(), {
      injector: this.injector,
    });
  }

  protected refresh(): void {
    this.said.set('');
    this.list.reload();
  }
}
