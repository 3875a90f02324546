import { inject, Service } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';

/** Browser title of every screen: the page first, so that many open tabs stay tellable apart. */
@Service()
export class ConsoleTitle extends TitleStrategy {
  private readonly title = inject(Title);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.set(this.buildTitle(snapshot));
  }

  /** For pages that learn their name from the data, e.g. a customer. */
  set(page: string | undefined): void {
    this.title.setTitle(page ? `${page} · Automna staff` : 'Automna staff console');
  }
}
