import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, invalidFields } from './request.errors.js';

/**
 * The global pipe: class-validator DTOs, unknown fields refused by name, values never coerced (a number sent as text
 * is a mistake to tell, not to guess). Answers 400 `invalid_request` with one entry per field and rule.
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => invalidFields(toFields(errors)),
  });
}

function toFields(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent ? `${parent}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message:
        rule === 'whitelistValidation' ? `${field} is not a field of this request.` : sentence(message),
    }));
    return [...own, ...toFields(error.children ?? [], field)];
  });
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
