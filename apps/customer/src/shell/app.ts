import { Component, effect, inject, signal } from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { Session } from '../domains/accounts/data/session.js';
import { Footer } from './footer/footer.js';
import { Header } from './header/header.js';
import { NoticeStack } from '../ui/notices/notice-stack.js';
import { OfflineBar } from '../ui/notices/offline-bar.js';
import { PageFocus } from './page-focus.js';

/** Pages that make no sense once nobody is signed in any more. */
const PRIVATE = /^\/(dashboard|chat|settings|setup|checkout)\b/;

/** The frame around every page. */
@Component({
  selector: 'am-root',
  imports: [RouterOutlet, Header, Footer, NoticeStack, OfflineBar],
  templateUrl: './app.html',
  styleUrl: './app.scss',
})
export class App {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly wasSignedIn = signal(false);

  constructor() {
    inject(PageFocus).start();
    void this.session.restore();
    // Signing out in one tab signs out all of them.
    effect(() => {
      const signedIn = this.session.signedIn();
      const leaving = this.session.status() === 'anonymous' && this.wasSignedIn();
      this.wasSignedIn.set(signedIn);
      if (leaving && PRIVATE.test(this.router.url)) void this.router.navigateByUrl('/login');
    });
  }

  protected skip(event: Event): void {
    event.preventDefault(); // the address stays; with a <base> the fragment would lead to the start page
    document.getElementById('content')?.focus();
  }
}
