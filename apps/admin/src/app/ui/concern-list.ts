import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '@automna/web-ui';

/** Something a person should look at. */
export interface Concern {
  text: string;
  tone: 'bad' | 'warn';
  /** Where to look, unless it is on the same page. */
  link: string | null;
  /** Parameters of that address, e.g. a filter. */
  query?: Record<string, string>;
}

/** What needs a person, worst first. */
@Component({
  selector: 'ac-concern-list',
  imports: [Icon, RouterLink],
  template: `
    <ul class="concerns">
      @for (concern of concerns(); track concern.text) {
        <li>
          @if (concern.link; as link) {
            <a [routerLink]="link" [queryParams]="concern.query" [class]="'concern ' + concern.tone">
              <am-icon class="sign" name="warning" [size]="17" />
              <span>{{ concern.text }}</span>
              <am-icon class="go" name="arrow-right" [size]="15" />
            </a>
          } @else {
            <span [class]="'concern ' + concern.tone">
              <am-icon class="sign" name="warning" [size]="17" />
              <span>{{ concern.text }}</span>
            </span>
          }
        </li>
      }
    </ul>
  `,
  styleUrl: './concern-list.scss',
})
export class ConcernList {
  readonly concerns = input.required<readonly Concern[]>();
}
