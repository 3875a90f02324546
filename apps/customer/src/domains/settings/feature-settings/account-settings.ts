import { Component, type ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AccountDeletionDto } from '@automna/api-client';
import { ProblemAlert, SkeletonLines, StatusChip, THEME_NAMES, Theme, ThemeToggle } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { AccountsClient } from '../../accounts/data/accounts-client.js';
import { DeletionClient } from '../../accounts/data/deletion-client.js';
import { Session } from '../../accounts/data/session.js';
import { DeletionBanner } from '../../accounts/ui/deletion-banner.js';
import { Notices } from '../../../ui/notices/notices.js';
import { DeleteAccount } from './delete-account.js';

/** `/settings`: who this is, the session, and the end of it all. */
@Component({
  selector: 'am-account-settings',
  imports: [DeleteAccount, DeletionBanner, ProblemAlert, RouterLink, SkeletonLines, StatusChip, ThemeToggle],
  templateUrl: './account-settings.html',
  styleUrl: './account-settings.scss',
})
export class AccountSettings {
  private readonly accounts = inject(AccountsClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly theme = inject(Theme);
  protected readonly session = inject(Session);
  /** Staff accounts are not deleted here. */
  protected readonly deletion = inject(DeletionClient).deletion(
    () => this.session.user()?.role === 'customer',
  );
  protected readonly sending = signal(false);
  protected readonly day = day;
  protected readonly colours = computed(() => THEME_NAMES[this.theme.choice()]);

  /** The form is gone, and what there is to say stands at the top. */
  protected ending(deletion: AccountDeletionDto): void {
    this.deletion.set(deletion);
    this.heading().nativeElement.focus();
  }

  protected async resend(): Promise<void> {
    this.sending.set(true);
    try {
      await this.accounts.resendVerification();
      this.notices.show('A new confirmation link is on its way.');
    } finally {
      this.sending.set(false);
    }
  }

  protected async signOut(): Promise<void> {
    await this.router.navigateByUrl('/');
    await this.session.logout();
  }
}
