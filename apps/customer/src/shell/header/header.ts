import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive } from '@angular/router';
import { Icon, Logo, ThemeToggle } from '@automna/web-ui';
import { filter, map, tap } from 'rxjs';
import { Session } from '../../domains/accounts/data/session.js';
import { ChannelsClient } from '../../domains/agent/data/channels-client.js';
import { AccountMenu } from './account-menu.js';

/** App bar: where one is, where one can go, and whose account this is. Folds into a panel on small screens. */
@Component({
  selector: 'am-header',
  imports: [RouterLink, RouterLinkActive, Logo, ThemeToggle, Icon, AccountMenu],
  templateUrl: './header.html',
  styleUrl: './header.scss',
  host: { '(keydown.escape)': 'open.set(false)' },
})
export class Header {
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly open = signal(false);

  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
      tap(() => this.open.set(false)),
    ),
    { initialValue: '' },
  );
  /** The wizard has one way to go; its bar offers no others. */
  protected readonly inSetup = computed(() => /^\/(setup|checkout)\b/.test(this.url()));
  protected readonly canChat = inject(ChannelsClient).webChat(
    () => this.session.signedIn() && !this.inSetup(),
  );
}
