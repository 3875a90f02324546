import { Component, computed, inject } from '@angular/core';
import { Icon, ThemeToggle } from '@automna/web-ui';
import { Session } from '../session/session.js';

/** Who is at the desk, with the way out. */
@Component({
  selector: 'ac-staff-identity',
  imports: [Icon, ThemeToggle],
  template: `
    @if (user(); as person) {
      <div class="person" [attr.title]="person.email">
        <span class="avatar" aria-hidden="true">{{ initials() }}</span>
        <span class="words">
          <span class="name">{{ person.name }}</span>
          <span class="role">{{ role() }}</span>
        </span>
      </div>
      <div class="actions">
        <am-theme-toggle />
        <button
          type="button"
          class="am-icon-button"
          aria-label="Sign out"
          title="Sign out"
          (click)="signOut()"
        >
          <am-icon name="logout" />
        </button>
      </div>
    }
  `,
  styleUrl: './staff-identity.scss',
})
export class StaffIdentity {
  private readonly session = inject(Session);

  protected readonly user = this.session.user;
  protected readonly role = computed(() => (this.session.isAdmin() ? 'Admin' : 'Support'));
  protected readonly initials = computed(() => initialsOf(this.user()?.name ?? ''));

  protected signOut(): void {
    void this.session.signOut(); // the shell leaves as soon as nobody is signed in
  }
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toUpperCase();
}
