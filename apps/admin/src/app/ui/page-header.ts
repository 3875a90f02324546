import { Component, input } from '@angular/core';

/** Title of a page, which takes the focus after navigation, with room for actions beside it. */
@Component({
  selector: 'ac-page-header',
  template: `
    <div class="words">
      <ng-content select="[before]" />
      <h1 tabindex="-1">{{ heading() }}</h1>
      @if (summary(); as text) {
        <p class="am-muted">{{ text }}</p>
      }
    </div>
    <div class="actions"><ng-content /></div>
  `,
  styleUrl: './page-header.scss',
})
export class PageHeader {
  readonly heading = input.required<string>();
  readonly summary = input<string>();
}
