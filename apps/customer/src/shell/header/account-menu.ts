import { Component, computed, inject } from '@angular/core';
import { MatDivider } from '@angular/material/divider';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { Icon } from '@automna/web-ui';
import { Session } from '../../domains/accounts/data/session.js';

/** Who is signed in, with the ways to their settings and out. */
@Component({
  selector: 'am-account-menu',
  imports: [MatMenu, MatMenuItem, MatMenuTrigger, MatDivider, RouterLink, Icon],
  template: `
    <button type="button" class="trigger" [matMenuTriggerFor]="menu" aria-label="Your account">
      <span class="avatar" aria-hidden="true">{{ initial() }}</span>
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      <div class="who">
        <strong>{{ session.user()?.name }}</strong>
        <span>{{ session.user()?.email }}</span>
      </div>
      <mat-divider />
      <a mat-menu-item routerLink="/settings"><am-icon name="settings" />Settings</a>
      <a mat-menu-item routerLink="/settings/billing"><am-icon name="card" />Plan and billing</a>
      <button mat-menu-item type="button" (click)="signOut()"><am-icon name="logout" />Sign out</button>
    </mat-menu>
  `,
  styles: `
    .trigger {
      display: grid;
      place-items: center;
      width: 2.75rem;
      height: 2.75rem;
      padding: 0;
      border: 0;
      border-radius: 50%;
      background: none;
      cursor: pointer;
    }
    .avatar {
      display: grid;
      place-items: center;
      width: 2.25rem;
      height: 2.25rem;
      border-radius: 50%;
      background: var(--am-deep-2);
      color: var(--am-on-deep);
      font-weight: 680;
    }
    .trigger:hover .avatar {
      box-shadow: 0 0 0 3px var(--am-brand-soft);
    }
    .who {
      display: grid;
      padding: 0.5rem 1rem 0.75rem;
      max-width: 16rem;
      overflow-wrap: anywhere;
    }
    .who span {
      color: var(--am-ink-2);
      font-size: 0.875rem;
    }
    am-icon {
      margin-right: 0.75rem;
      vertical-align: middle;
    }
  `,
})
export class AccountMenu {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly initial = computed(() => Array.from(this.session.user()?.name ?? '?')[0]?.toUpperCase());

  protected async signOut(): Promise<void> {
    await this.router.navigateByUrl('/');
    await this.session.logout();
  }
}
