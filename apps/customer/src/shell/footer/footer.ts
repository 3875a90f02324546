import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Logo } from '@automna/web-ui';

@Component({
  selector: 'am-footer',
  imports: [RouterLink, Logo],
  template: `
    <footer>
      <div class="am-wrap inner">
        <div class="am-stack am-stack--tight">
          <am-logo />
          <p class="am-small am-muted">Bring your own Anthropic account. We handle everything else.</p>
        </div>
        <nav aria-label="Footer">
          <a routerLink="/" fragment="how">How it works</a>
          <a routerLink="/" fragment="key">Your key</a>
          <a routerLink="/pricing">Pricing</a>
          <a routerLink="/" fragment="faq">Questions</a>
        </nav>
        <p class="am-small am-muted legal">
          Automna is not affiliated with Anthropic. Claude is a trademark of Anthropic, PBC.
        </p>
      </div>
    </footer>
  `,
  styles: `
    footer {
      border-top: 1px solid var(--am-line);
      padding-block: 2.5rem;
    }
    .inner {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 1.5rem 3rem;
    }
    nav {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 1.5rem;
    }
    nav a {
      padding-block: 0.375rem;
      color: var(--am-ink-2);
      text-decoration: none;
    }
    nav a:hover {
      color: var(--am-ink);
      text-decoration: underline;
    }
    .legal {
      flex-basis: 100%;
    }
  `,
})
export class Footer {}
