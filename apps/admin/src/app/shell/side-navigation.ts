import { Component, computed, inject, input, output } from '@angular/core';
import { type IsActiveMatchOptions, RouterLink, RouterLinkActive } from '@angular/router';
import { Icon } from '@automna/web-ui';
import { visibleNavigation } from './navigation.js';
import { ServerClock } from './server-clock.js';

// A filter in the address is still the same place.
const THIS_PAGE: IsActiveMatchOptions = {
  paths: 'exact',
  queryParams: 'ignored',
  fragment: 'ignored',
  matrixParams: 'ignored',
};
const BELOW: IsActiveMatchOptions = { ...THIS_PAGE, paths: 'subset' };

/** The console's places, in groups. */
@Component({
  selector: 'ac-side-navigation',
  imports: [Icon, RouterLink, RouterLinkActive],
  template: `
    <nav [attr.aria-label]="label()">
      @for (group of groups(); track group.title) {
        <div class="group">
          <p class="title">{{ group.title }}</p>
          <ul class="places">
            @for (entry of group.entries; track entry.path) {
              <li>
                <a
                  [routerLink]="entry.path"
                  routerLinkActive="current"
                  [routerLinkActiveOptions]="entry.exact ? thisPage : below"
                  ariaCurrentWhenActive="page"
                  (click)="followed.emit()"
                >
                  <am-icon [name]="entry.icon" [size]="19" />
                  <span>{{ entry.label }}</span>
                </a>
              </li>
            }
          </ul>
        </div>
      }
    </nav>
  `,
  styleUrl: './side-navigation.scss',
})
export class SideNavigation {
  private readonly clock = inject(ServerClock);

  protected readonly thisPage = THIS_PAGE;
  protected readonly below = BELOW;

  readonly label = input.required<string>();
  readonly followed = output();

  protected readonly groups = computed(() => visibleNavigation(this.clock.movable()));
}
