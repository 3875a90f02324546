import { DOCUMENT, Service, inject } from '@angular/core';

/** The way out of the app, to pages that are not ours. */
@Service()
export class Away {
  private readonly location = inject(DOCUMENT).location;

  goTo(url: string): void {
    this.location.assign(url);
  }
}
