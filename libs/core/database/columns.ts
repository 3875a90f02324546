import { Column, type ValueTransformer } from 'typeorm';

interface ColumnNaming {
  /** Name in the database, snake_case. */
  name: string;
  nullable?: boolean;
}

const instant: ValueTransformer = {
  to: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
  from: (value: unknown) => (typeof value === 'string' ? new Date(value) : value),
};

const json: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (value: unknown) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value),
};

/** A moment: `Date` in code, `2026-11-22T13:00:00.000Z` in the database, so that text order is time order. */
export function InstantColumn({ name, nullable = false }: ColumnNaming): PropertyDecorator {
  return Column({ name, type: 'text', nullable, transformer: instant });
}

/** Any JSON value, stored as text. */
export function JsonColumn({ name, nullable = false }: ColumnNaming): PropertyDecorator {
  return Column({ name, type: 'text', nullable, transformer: json });
}
