import { Component, booleanAttribute, computed, input, signal } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Icon } from '@automna/web-ui';

let nextId = 0;

/** A labelled text input with its hint, its error and, for secrets, a button that shows what was typed. */
@Component({
  selector: 'am-text-field',
  imports: [FormField, MatFormFieldModule, MatInput, Icon],
  template: `
    <label [for]="id">{{ label() }}</label>
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <input
        matInput
        [id]="id"
        [type]="secret() && !revealed() ? 'password' : type()"
        [attr.autocomplete]="autocomplete()"
        [attr.inputmode]="type() === 'email' ? 'email' : null"
        [attr.placeholder]="placeholder() || null"
        [attr.autocapitalize]="plain() ? 'none' : null"
        [attr.autocorrect]="plain() ? 'off' : null"
        [attr.spellcheck]="plain() ? 'false' : null"
        [class.code]="code()"
        [formField]="field()"
      />
      @if (secret()) {
        <button
          matSuffix
          type="button"
          class="am-icon-button"
          [attr.aria-label]="revealed() ? 'Hide what you typed' : 'Show what you typed'"
          (click)="revealed.set(!revealed())"
        >
          <am-icon [name]="revealed() ? 'eye-off' : 'eye'" />
        </button>
      }
      @if (hint()) {
        <mat-hint>{{ hint() }}</mat-hint>
      }
      @if (message(); as text) {
        <mat-error>{{ text }}</mat-error>
      }
    </mat-form-field>
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.375rem;
    }
    label {
      font-weight: 600;
    }
    .code {
      font-family: var(--am-mono);
      font-size: 0.9375rem;
    }
    .am-icon-button {
      margin-right: 0.375rem;
      color: var(--am-ink-2);
    }
  `,
})
export class TextField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input.required<string>();
  readonly type = input<'text' | 'email'>('text');
  readonly autocomplete = input('off');
  readonly placeholder = input('');
  readonly hint = input('');
  /** Hidden while typed, with a button to look. */
  readonly secret = input(false, { transform: booleanAttribute });
  /** Set in the monospaced face: keys and tokens. */
  readonly code = input(false, { transform: booleanAttribute });

  protected readonly id = `field-${nextId++}`;
  protected readonly revealed = signal(false);
  protected readonly plain = computed(() => this.secret() || this.code() || this.type() === 'email');
  protected readonly message = computed(() => this.field()().errors()[0]?.message ?? '');
}
