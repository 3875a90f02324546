import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

/** The settings pages share their list of sections. */
@Component({
  selector: 'am-settings-frame',
  imports: [RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <div class="am-wrap frame">
      <nav aria-label="Settings">
        <a
          routerLink="/settings"
          routerLinkActive="here"
          ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="{ exact: true }"
          >Account</a
        >
        <a routerLink="/settings/key" routerLinkActive="here" ariaCurrentWhenActive="page">API key</a>
        <a routerLink="/settings/billing" routerLinkActive="here" ariaCurrentWhenActive="page"
          >Plan and billing</a
        >
      </nav>
      <div class="page"><router-outlet /></div>
    </div>
  `,
  styleUrl: './settings-frame.scss',
})
export class SettingsFrame {}
