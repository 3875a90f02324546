import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField, maxLength, schema, validate } from '@angular/forms/signals';

const SHORTEST = 3;
const LONGEST = 500;

/** What the server asks of a reason, in words. */
export const reasonRules = schema<string>((path) => {
  validate(path, ({ value }) =>
    value().trim().length < SHORTEST ? { kind: 'missing', message: 'Say in a few words why.' } : null,
  );
  maxLength(path, LONGEST, { message: `Say it in ${LONGEST} characters or fewer.` });
});

/** Asks why something is done, for the audit log. */
@Component({
  selector: 'ac-reason-field',
  imports: [FormField],
  template: `
    <div class="ac-field">
      <label for="reason">{{ label() }}</label>
      <textarea
        id="reason"
        class="ac-input"
        rows="2"
        aria-describedby="reason-help reason-error"
        [formField]="field()"
        [attr.aria-invalid]="shown()"
      ></textarea>
      <p id="reason-help" class="ac-field__help">Kept in the audit log, under your account.</p>
      <div id="reason-error">
        @if (shown()) {
          @for (error of field()().errors(); track error.kind) {
            <p class="ac-field__error">{{ error.message }}</p>
          }
        }
      </div>
    </div>
  `,
})
export class ReasonField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input('Why?');

  protected readonly shown = computed(() => this.field()().touched() && this.field()().invalid());
}
