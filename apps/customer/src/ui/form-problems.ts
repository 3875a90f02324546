import type { FieldTree, TreeValidationResult, ValidationError } from '@angular/forms/signals';
import type { Problem } from '@automna/web-ui';

/** What an action of a form answers: nothing, or errors that belong to fields. */
export type SubmitOutcome = TreeValidationResult;

type ServerError = ValidationError.WithFieldTree;

/** Places the server's field messages at the fields of a form; what belongs to no field is left to the alert. */
export function fieldErrors(fields: Record<string, FieldTree<string>>, problem: Problem): ServerError[] {
  return (problem.errors ?? []).flatMap(({ field, message }) => {
    const fieldTree = fields[field];
    return fieldTree ? [{ kind: 'server', message, fieldTree }] : [];
  });
}

/** Moves the focus to the first field that needs another look. */
export function focusFirstError(form: FieldTree<unknown>): void {
  form().errorSummary()[0]?.fieldTree().focusBoundControl();
}
