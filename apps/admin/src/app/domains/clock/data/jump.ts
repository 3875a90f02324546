import { min, required, schema, validate } from '@angular/forms/signals';

export const UNITS = [
  { name: 'minutes', seconds: 60 },
  { name: 'hours', seconds: 3600 },
  { name: 'days', seconds: 86_400 },
  { name: 'weeks', seconds: 604_800 },
] as const;
export type UnitName = (typeof UNITS)[number]['name'];

/** What the API takes at once. */
const LONGEST_SECONDS = 400 * 86_400;

/** The jumps people make all the time. */
export const QUICK_JUMPS = [
  { label: '+1 hour', seconds: 3600 },
  { label: '+1 day', seconds: 86_400 },
  { label: '+1 week', seconds: 604_800 },
] as const;

export interface Jump {
  amount: number | null;
  unit: UnitName;
}

export function jumpSeconds({ amount, unit }: Jump): number {
  const length = UNITS.find((known) => known.name === unit)?.seconds ?? 0;
  return (amount ?? 0) * length;
}

export const jumpSchema = schema<Jump>((path) => {
  required(path.amount, { message: 'Enter a number.' });
  min(path.amount, 1, { message: 'The clock only moves forwards: enter 1 or more.' });
  validate(path.amount, ({ value, valueOf }) => {
    const seconds = jumpSeconds({ amount: value(), unit: valueOf(path.unit) });
    return seconds > LONGEST_SECONDS
      ? { kind: 'far', message: 'One jump goes 400 days at most; jump again to go further.' }
      : null;
  });
  validate(path.amount, ({ value }) => {
    const amount = value();
    return amount === null || Number.isInteger(amount)
      ? null
      : { kind: 'whole', message: 'Enter a whole number.' };
  });
});
