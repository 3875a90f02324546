import { Component, booleanAttribute, input, output } from '@angular/core';

let nextId = 0;

/** One box to tick, or one of several to pick from, with its words beside it. The words are the label. */
@Component({
  selector: 'am-choice',
  template: `
    <input
      [id]="id"
      [type]="single() ? 'radio' : 'checkbox'"
      [name]="name()"
      [checked]="checked()"
      [disabled]="disabled()"
      (change)="picked.emit(isChecked($event))"
    />
    <label [for]="id"><ng-content /></label>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: auto 1fr;
      align-items: center;
      gap: 0.75rem;
      padding-inline: 0.875rem;
      border: 1px solid var(--am-line);
      border-radius: var(--am-radius-m);
    }
    :host:has(:checked) {
      border-color: var(--am-brand);
      background: var(--am-brand-soft);
    }
    input {
      width: 1.25rem;
      height: 1.25rem;
      margin: 0;
      accent-color: var(--am-brand);
    }
    label {
      padding-block: 0.625rem;
      overflow-wrap: anywhere;
      cursor: pointer;
    }
    :disabled + label {
      color: var(--am-ink-2);
      cursor: not-allowed;
    }
  `,
})
export class Choice {
  /** Choices of one question share a name. */
  readonly name = input.required<string>();
  /** Only one of them can be picked. */
  readonly single = input(false, { transform: booleanAttribute });
  readonly checked = input(false, { transform: booleanAttribute });
  readonly disabled = input(false, { transform: booleanAttribute });
  readonly picked = output<boolean>();
  protected readonly id = `choice-${nextId++}`;

  protected isChecked({ target }: Event): boolean {
    return target instanceof HTMLInputElement && target.checked;
  }
}
