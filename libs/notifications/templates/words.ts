import type { MailData, MailTemplate } from '../mail-data.js';
import type { Letter } from './layout.js';

/** One function per letter, from its data and the address of the product. */
export type Templates<T extends MailTemplate> = {
  [One in T]: (data: MailData[One], publicUrl: string) => Letter;
};

export function hello(name: string): string {
  return `Hello ${name},`;
}

/** `$30.00`, `¥500`: `cents` is the smallest unit of the currency. */
export function moneyText(cents: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** `March 5, 2026`, in UTC like every date of an invoice. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
}
