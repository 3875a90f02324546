import {
  afterNextRender,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { Icon, Logo } from '@automna/web-ui';
import { filter } from 'rxjs';
import { Session } from '../session/session.js';
import { EnvironmentBadge } from './environment-badge.js';
import { ServerClock } from './server-clock.js';
import { SideNavigation } from './side-navigation.js';
import { StaffIdentity } from './staff-identity.js';

/** Frame of the console: a list beside the page, a rail on tablets, a drawer on phones. */
@Component({
  selector: 'ac-shell',
  imports: [EnvironmentBadge, Icon, Logo, RouterOutlet, SideNavigation, StaffIdentity],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  host: { '[class.sandbox]': 'sandbox()' },
})
export class Shell {
  private readonly session = inject(Session);
  private readonly clock = inject(ServerClock);
  private readonly router = inject(Router);
  private readonly drawer = viewChild.required<ElementRef<HTMLDialogElement>>('drawer');
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  protected readonly sandbox = computed(() => this.clock.environment() === 'sandbox');

  constructor() {
    afterNextRender(() => this.closeOnBackdrop());
    this.leaveWhenSignedOut();
    let path = '';
    this.router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(({ id, urlAfterRedirects }) => {
        const before = path;
        path = pathOf(urlAfterRedirects);
        this.closeDrawer();
        // A fresh page load keeps the browser's own focus; a search that only changes the query keeps its field's.
        if (id > 1 && path !== before) this.focusHeading();
      });
  }

  protected openDrawer(): void {
    this.drawer().nativeElement.showModal();
  }

  protected closeDrawer(): void {
    if (this.drawer().nativeElement.open) this.drawer().nativeElement.close();
  }

  /** A click on the dialog itself is one on the dark area around its content. Escape closes it by nature. */
  private closeOnBackdrop(): void {
    const drawer = this.drawer().nativeElement;
    drawer.addEventListener('click', (event) => event.target === drawer && this.closeDrawer());
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  /** However the session ended: here, in another tab, or by running out. */
  private leaveWhenSignedOut(): void {
    effect(() => {
      if (this.session.user()) return;
      const queryParams = this.session.reason() === 'signed_out' ? {} : { returnTo: this.router.url };
      untracked(() => void this.router.navigate(['/sign-in'], { queryParams }));
    });
  }

  private focusHeading(): void {
    const heading = this.main().nativeElement.querySelector<HTMLElement>('h1[tabindex]');
    (heading ?? this.main().nativeElement).focus();
  }
}

function pathOf(url: string): string {
  return url.split(/[?#]/)[0] ?? url;
}
