import qs from 'qs';

/** A decoded form: text, nested objects and arrays, nothing else. */
export type Form = Record<string, unknown>;

/** Stripe's form encoding: `items[0][price]=…`, `expand[]=…`. Deep and wide enough for any real call. */
export function parseForm(text: string): Form {
  return qs.parse(text, { depth: 10, arrayLimit: 1000, parameterLimit: 10_000, plainObjects: true }) as Form;
}

/** The query of a request URL, nested as Stripe reads it. */
export function parseQuery(url: string): Form {
  const at = url.indexOf('?');
  return at < 0 ? {} : parseForm(url.slice(at + 1));
}

/** `['items', 0, 'price']` as Stripe spells it: `items[0][price]`. */
export function paramName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}
