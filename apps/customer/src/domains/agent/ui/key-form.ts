import { Component, booleanAttribute, inject, input, output, signal } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import type { KeyStatusDto } from '@automna/api-client';
import { ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { type SubmitOutcome, focusFirstError } from '../../../ui/form-problems.js';
import { TextField } from '../../../ui/text-field.js';
import { KeyClient } from '../data/key-client.js';
import { keySchema } from '../data/key-schema.js';

/** Takes an Anthropic key, has it checked, and forgets it as soon as it is saved. */
@Component({
  selector: 'am-key-form',
  imports: [FormRoot, TextField, ProblemAlert],
  template: `
    @if (problem(); as problem) {
      <am-problem-alert [problem]="problem" />
    }
    <form class="am-stack" [formRoot]="form" aria-label="Your Anthropic key">
      <am-text-field [field]="form.apiKey" label="Your API key" placeholder="sk-ant-api03-…" secret code />
      <div class="am-row">
        <button
          type="submit"
          class="am-button"
          [class.am-button--large]="large()"
          [disabled]="form().submitting()"
        >
          {{ form().submitting() ? 'Checking with Anthropic…' : submitLabel() }}
        </button>
        <ng-content />
      </div>
    </form>
  `,
  styles: `
    :host {
      display: grid;
      gap: 1rem;
    }
  `,
})
export class KeyForm {
  private readonly keys = inject(KeyClient);

  readonly submitLabel = input('Validate and save');
  readonly large = input(false, { transform: booleanAttribute });
  /** The key was kept; its verdict may still be one to talk about. */
  readonly saved = output<KeyStatusDto>();

  protected readonly problem = signal<Problem | null>(null);
  protected readonly form = form(signal({ apiKey: '' }), keySchema, {
    submission: { action: () => this.save(), onInvalid: (root) => focusFirstError(root) },
  });

  private async save(): Promise<SubmitOutcome> {
    this.problem.set(null);
    try {
      const status = await this.keys.save(this.form().value().apiKey.trim());
      this.form().reset({ apiKey: '' });
      this.saved.emit(status);
    } catch (error) {
      this.problem.set(toProblem(error));
    }
    return undefined;
  }
}
