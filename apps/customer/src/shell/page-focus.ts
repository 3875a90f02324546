import { DOCUMENT, DestroyRef, Service, inject } from '@angular/core';
import { NavigationEnd, Router } from '@angular/router';
import { filter, map, pairwise, startWith } from 'rxjs';

/**
 * After a change of page the focus goes to its heading, as a browser does with a new document: screen readers say
 * where one is, and the keyboard starts at the top. Fragment and query changes leave the focus alone.
 */
@Service()
export class PageFocus {
  private readonly document = inject(DOCUMENT);
  private readonly destroyRef = inject(DestroyRef);
  private readonly router = inject(Router);

  start(): void {
    const subscription = this.router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        map((event) => event.urlAfterRedirects),
        // The first page is there before anything here runs.
        startWith(this.router.url),
        map((url) => url.replace(/[?#].*$/, '')),
        pairwise(),
        filter(([before, after]) => before !== after),
      )
      // Lazy pages render right after the event; a frame later the heading is there.
      .subscribe(() => requestAnimationFrame(() => this.focusHeading()));
    this.destroyRef.onDestroy(() => subscription.unsubscribe());
  }

  private focusHeading(): void {
    const target =
      this.document.querySelector<HTMLElement>('main h1') ?? this.document.getElementById('content');
    target?.setAttribute('tabindex', '-1');
    target?.focus({ preventScroll: true });
  }
}
