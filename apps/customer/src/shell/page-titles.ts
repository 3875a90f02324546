import { Service, inject } from '@angular/core';
import { Meta, Title } from '@angular/platform-browser';
import { type ActivatedRouteSnapshot, type RouterStateSnapshot, TitleStrategy } from '@angular/router';

const DEFAULT_DESCRIPTION =
  'A personal AI agent on a machine of its own. Bring your own Anthropic account; we handle everything else.';

/** Title and meta description of each page; pages behind the sign-in ask search engines to stay out. */
@Service()
export class PageTitles extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly meta = inject(Meta);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const name = this.buildTitle(snapshot);
    this.title.setTitle(name ? `${name} · Automna` : 'Automna: your own AI agent, always at hand');
    const { description, private: isPrivate } = deepest(snapshot.root).data as {
      description?: string;
      private?: boolean;
    };
    this.meta.updateTag({ name: 'description', content: description ?? DEFAULT_DESCRIPTION });
    if (isPrivate) this.meta.updateTag({ name: 'robots', content: 'noindex' });
    else this.meta.removeTag('name="robots"');
  }
}

function deepest(route: ActivatedRouteSnapshot): ActivatedRouteSnapshot {
  return route.firstChild ? deepest(route.firstChild) : route;
}
