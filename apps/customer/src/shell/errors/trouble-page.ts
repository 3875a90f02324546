import { Component, DOCUMENT, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ProblemAlert } from '@automna/web-ui';
import { Trouble } from './trouble-state.js';

/** Shown in place of a page that could not be opened; the address stays, so a reload tries again. */
@Component({
  selector: 'am-trouble-page',
  imports: [ProblemAlert, RouterLink],
  template: `
    <div class="am-wrap am-wrap--narrow frame am-stack">
      <h1 tabindex="-1">We could not open this page</h1>
      <am-problem-alert [problem]="trouble.current()?.problem" retryable (retry)="reload()">
        <a class="am-button am-button--small am-button--ghost" routerLink="/">Go to the start page</a>
      </am-problem-alert>
    </div>
  `,
  styles: `
    .frame {
      padding-block: 4rem;
    }
  `,
})
export class TroublePage {
  protected readonly trouble = inject(Trouble);
  private readonly location = inject(DOCUMENT).location;

  protected reload(): void {
    this.location.assign(this.trouble.current()?.url ?? '/');
  }
}
