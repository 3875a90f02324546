import { testCard } from '../billing/cards.js';
import type { CheckoutDraft } from '../state/records.js';

/** What a posted payment form held: a usable card, or a message per field. */
export interface CardForm {
  values: Record<string, string>;
  errors: Record<string, string>;
  draft: CheckoutDraft | undefined;
}

const FIELDS = ['email', 'cardNumber', 'cardExpiry', 'cardCvc', 'billingName', 'promotionCode'] as const;

/** Reads the posted fields as a browser form or curl sends them. `now` in unix seconds. */
export function readCardForm(body: unknown, now: number, knownEmail?: string | null): CardForm {
  const posted = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const values: Record<string, string> = {};
  for (const name of FIELDS) {
    const value = posted[name];
    values[name] = typeof value === 'string' ? value.trim().slice(0, 500) : '';
  }
  if (knownEmail) values['email'] = knownEmail;

  const errors: Record<string, string> = {};
  const number = (values['cardNumber'] ?? '').replaceAll(/[\s-]/g, '');
  const expiry = readExpiry(values['cardExpiry'] ?? '');
  const problems: Record<string, string | undefined> = {
    email: emailProblem(values['email'] ?? ''),
    cardNumber: numberProblem(number),
    cardExpiry: expiryProblem(expiry, now),
    cardCvc: cvcProblem(values['cardCvc'] ?? '', number),
    billingName: values['billingName'] ? undefined : 'Enter the name on the card.',
  };
  for (const [name, problem] of Object.entries(problems)) if (problem) errors[name] = problem;
  if (Object.keys(errors).length > 0 || !expiry) return { values, errors, draft: undefined };
  return {
    values,
    errors,
    draft: {
      email: values['email'] ?? '',
      name: values['billingName'] ?? '',
      cardNumber: number,
      expMonth: expiry.month,
      expYear: expiry.year,
    },
  };
}

/** Which field an answer of the card's bank belongs to, if to one. */
export function fieldOf(code: string): string | undefined {
  return ({ expired_card: 'cardExpiry', incorrect_cvc: 'cardCvc' } as Record<string, string>)[code];
}

function emailProblem(email: string): string | undefined {
  if (email === '') return 'Enter your email.';
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) ? undefined : 'Your email is invalid.';
}

function numberProblem(number: string): string | undefined {
  if (number === '') return 'Enter a card number.';
  if (!/^\d+$/.test(number) || number.length > 19) return 'Your card number is invalid.';
  if (number.length < 13) return 'Your card number is incomplete.';
  if (!passesLuhn(number)) return 'Your card number is invalid.';
  return testCard(number) ? undefined : 'This sandbox only takes test cards. Try 4242 4242 4242 4242.';
}

function readExpiry(text: string): { month: number; year: number } | undefined {
  const [, month = '', year = ''] = /^(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})$/.exec(text) ?? [];
  if (month === '') return undefined;
  return { month: Number(month), year: year.length === 2 ? 2000 + Number(year) : Number(year) };
}

function expiryProblem(expiry: { month: number; year: number } | undefined, now: number): string | undefined {
  if (!expiry) return "Your card's expiration date is incomplete. Write it as 12 / 34.";
  if (expiry.month < 1 || expiry.month > 12) return "Your card's expiration date is invalid.";
  // A card is good until the end of its month.
  const ends = Date.UTC(expiry.year, expiry.month, 1) / 1000;
  return ends <= now ? "Your card's expiration date is in the past." : undefined;
}

function cvcProblem(cvc: string, number: string): string | undefined {
  const length = testCard(number)?.brand === 'amex' ? 4 : 3;
  return /^\d{3,4}$/.test(cvc) && cvc.length >= length
    ? undefined
    : "Your card's security code is incomplete.";
}

/** The check digit of card numbers. */
function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, character, index) => {
    const digit = Number(character) * (index % 2 === 1 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}
