import { DOCUMENT, Service, inject, signal } from '@angular/core';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The choices as a settings page names them. */
export const THEME_NAMES: Record<ThemeChoice, string> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
};

const STORAGE_KEY = 'automna-theme';
const ORDER: readonly ThemeChoice[] = ['system', 'light', 'dark'];

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return ORDER.find((choice) => choice === stored) ?? 'system';
  } catch {
    return 'system'; // storage may be forbidden; the system's choice is a fine answer
  }
}

/** Applies the stored choice before the first paint; call it ahead of bootstrapping. */
export function applyStoredTheme(root: HTMLElement = document.documentElement): void {
  const choice = readChoice();
  if (choice !== 'system') root.dataset['theme'] = choice;
}

/** Light, dark or as the system says; remembered in this browser. */
@Service()
export class Theme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly current = signal<ThemeChoice>(readChoice());
  readonly choice = this.current.asReadonly();

  next(): void {
    this.set(ORDER[(ORDER.indexOf(this.current()) + 1) % ORDER.length] ?? 'system');
  }

  set(choice: ThemeChoice): void {
    this.current.set(choice);
    if (choice === 'system') delete this.root.dataset['theme'];
    else this.root.dataset['theme'] = choice;
    try {
      localStorage.setItem(STORAGE_KEY, choice);
    } catch {
      // not remembered, but still applied
    }
  }
}
