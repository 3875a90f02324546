import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { KeyStatusDto } from '@automna/api-client';
import { ANTHROPIC_KEYS_URL } from '@automna/contracts';
import {
  Icon,
  MaskedKey,
  ProblemAlert,
  type Problem,
  StatusChip,
  toProblem,
  verdictWords,
} from '@automna/web-ui';
import { Notices } from '../../../ui/notices/notices.js';
import { Confirm } from '../../../ui/confirm.js';
import { ago, instant } from '../../../ui/dates.js';
import { focusMover } from '../../../ui/focus.js';
import { KeyClient } from '../data/key-client.js';
import { KeyForm } from './key-form.js';

const DELIVERY: Record<KeyStatusDto['delivery'], string> = {
  none: 'Not on your machine',
  pending: 'On its way to your machine, which takes about a minute',
  delivered: 'On your machine',
  failed: 'Could not be put on your machine; we keep trying',
  rolled_back: 'On your machine again, in place of the one that was refused',
};

const SAVED: Partial<Record<NonNullable<KeyStatusDto['verdict']>, string>> = {
  valid: 'Your new key works and is on its way to your machine.',
  rate_limited: 'Your new key works and is on its way to your machine.',
  no_credit: 'Your new key is saved, but the account behind it cannot pay.',
};

/** The key as it stands: masked, its verdict, where it is, with the ways to change or remove it. */
@Component({
  selector: 'am-key-panel',
  imports: [Icon, MaskedKey, StatusChip, ProblemAlert, KeyForm],
  templateUrl: './key-panel.html',
  styles: `
    :host,
    dl {
      display: grid;
      gap: 0.875rem;
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
  `,
})
export class KeyPanel {
  private readonly keys = inject(KeyClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly focus = focusMover();

  readonly key = input.required<KeyStatusDto>();
  /** Something was saved or removed; read the status again. */
  readonly changed = output();

  protected readonly keysUrl = ANTHROPIC_KEYS_URL;
  protected readonly editing = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly words = computed(() => verdictWords(this.key().verdict));
  protected readonly delivery = computed(() => {
    const { delivery, deliveredAt } = this.key();
    const words = DELIVERY[delivery];
    return delivery === 'delivered' && deliveredAt ? `${words} since ${instant(deliveredAt)}` : words;
  });
  /** When, and with which model where it was a paid call. */
  protected readonly checked = computed(() => {
    const { lastCheckedAt, model } = this.key();
    if (!lastCheckedAt) return 'not yet';
    return model ? `${ago(lastCheckedAt)} with ${model}` : ago(lastCheckedAt);
  });
  /** Without the provider, which stands above it. */
  protected readonly thinksWith = computed(() => this.key().modelInUse?.replace(/^anthropic\//, '') ?? '');
  protected readonly ago = ago;

  protected edit(): void {
    this.editing.set(true);
    this.focus('am-key-form input');
  }

  protected close(): void {
    this.editing.set(false);
    this.focus('.edit');
  }

  protected saved(status: KeyStatusDto): void {
    this.close();
    this.notices.show(
      SAVED[status.verdict ?? 'valid'] ?? 'Your new key is saved. We could not check it yet and keep trying.',
      { about: 'key' },
    );
    this.changed.emit();
  }

  protected async remove(): Promise<void> {
    const sure = await this.confirm.ask({
      title: 'Remove your key?',
      text: 'Your agent cannot think without a key. It stays silent until you connect another one. Nothing else is deleted.',
      action: 'Remove key',
    });
    if (!sure) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      await this.keys.remove();
      this.notices.show('Your key is removed.', { about: 'key' });
      this.focus('.edit');
      this.changed.emit();
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
