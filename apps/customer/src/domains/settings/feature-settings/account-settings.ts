import { Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { SkeletonLines, StatusChip, THEME_NAMES, Theme, ThemeToggle } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { AccountsClient } from '../../accounts/data/accounts-client.js';
import { Session } from '../../accounts/data/session.js';
import { Notices } from '../../../ui/notices/notices.js';

/** `/settings`: who this is, and the session. */
@Component({
  selector: 'am-account-settings',
  imports: [RouterLink, SkeletonLines, StatusChip, ThemeToggle],
  templateUrl: './account-settings.html',
  styleUrl: './account-settings.scss',
})
export class AccountSettings {
  private readonly accounts = inject(AccountsClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly theme = inject(Theme);
  protected readonly session = inject(Session);
  protected readonly sending = signal(false);
  protected readonly day = day;
  protected readonly colours = computed(() => THEME_NAMES[this.theme.choice()]);

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
