import { badRequest } from './errors.js';

/** `token`: `:` exactly; `words`: `:` exactly and `~` part of it; `number`: `:` and comparisons. */
export type SearchField = 'token' | 'words' | 'number';

type Fits = (object: Record<string, unknown>) => boolean;

const CLAUSE =
  /^(-?)\s*([a-z_]+)(?:\[(?:"([^"]*)"|'([^']*)')\])?\s*(:|~|<=|>=|<|>)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\w.-]+))/;
const JOINER = /^\s*(?:\b(AND|OR)\b)?\s*/i;
const SHORTEST_PART = 3;
const MOST_CLAUSES = 10;

/** Turns a query of Stripe's search language into a filter over API objects. */
export function searchFilter(query: string, fields: ReadonlyMap<string, SearchField>): Fits {
  const clauses: Fits[] = [];
  const joiners = new Set<string>();
  let rest = query.trim();
  while (rest !== '') {
    const found = CLAUSE.exec(rest);
    if (!found) throw unparsable(query, rest);
    clauses.push(clause(found, fields));
    rest = rest.slice(found[0].length);
    const [space = '', joiner] = JOINER.exec(rest) ?? [];
    rest = rest.slice(space.length);
    if (rest === '') {
      if (joiner) throw unparsable(query, joiner);
      break;
    }
    if (space === '') throw unparsable(query, rest);
    joiners.add((joiner ?? 'AND').toUpperCase());
  }
  if (clauses.length > MOST_CLAUSES) {
    throw badRequest(`A search query can have at most ${MOST_CLAUSES} clauses.`, { param: 'query' });
  }
  if (joiners.size > 1) {
    throw badRequest('You cannot combine AND and OR in one search query.', { param: 'query' });
  }
  return joiners.has('OR')
    ? (object) => clauses.some((fits) => fits(object))
    : (object) => clauses.every((fits) => fits(object));
}

function clause(found: RegExpExecArray, fields: ReadonlyMap<string, SearchField>): Fits {
  const [, minus, name = '', doubleKey, singleKey, operator = ':', double, single, bare] = found;
  const type = fields.get(name);
  const key = doubleKey ?? singleKey;
  if (!type || (name === 'metadata') !== (key !== undefined)) {
    throw badRequest(
      `Field \`${name}\` is an unsupported search field for this resource. ` +
        `Fields that can be searched: ${[...fields.keys()].join(', ')}` +
        (fields.has('metadata') ? ' (metadata["key"]:"value").' : '.'),
      { param: 'query' },
    );
  }
  const text = (double ?? single)?.replaceAll(/\\(.)/g, '$1');
  const test = tester(name, type, operator, text, bare);
  const read: (object: Record<string, unknown>) => unknown =
    key === undefined
      ? (object) => valueOf(object, name)
      : (object) => (object['metadata'] as Record<string, string> | null)?.[key];
  return minus === '-' ? (object) => !test(read(object)) : (object) => test(read(object));
}

function tester(
  name: string,
  type: SearchField,
  operator: string,
  text: string | undefined,
  bare: string | undefined,
): (value: unknown) => boolean {
  const wrong = () =>
    badRequest(`Operator ${operator} is not supported for field \`${name}\`.`, { param: 'query' });
  if (operator === ':' && bare === 'null') return (value) => value === undefined || value === null;
  if (type === 'number') {
    const wanted = Number(bare ?? text);
    if (Number.isNaN(wanted) || operator === '~') throw wrong();
    return (value) => typeof value === 'number' && compare(value, operator, wanted);
  }
  const wanted = text ?? bare ?? '';
  if (operator === ':') return (value) => String(value ?? '').toLowerCase() === wanted.toLowerCase();
  if (operator !== '~' || type !== 'words') throw wrong();
  if (wanted.length < SHORTEST_PART) {
    throw badRequest(`Substring searches need at least ${SHORTEST_PART} characters.`, { param: 'query' });
  }
  return (value) =>
    String(value ?? '')
      .toLowerCase()
      .includes(wanted.toLowerCase());
}

function compare(value: number, operator: string, wanted: number): boolean {
  if (operator === '<') return value < wanted;
  if (operator === '<=') return value <= wanted;
  if (operator === '>') return value > wanted;
  if (operator === '>=') return value >= wanted;
  return value === wanted;
}

/** Where the searched name and the object's own place for it differ. */
function valueOf(object: Record<string, unknown>, name: string): unknown {
  if (name === 'subscription' && object['object'] === 'invoice') {
    const parent = object['parent'] as { subscription_details?: { subscription?: unknown } } | null;
    return parent?.subscription_details?.subscription;
  }
  return object[name];
}

function unparsable(query: string, at: string): Error {
  return badRequest(
    `We were unable to parse your search query (near \`${at.slice(0, 30)}\` in \`${query.slice(0, 200)}\`). ` +
      'It looks like: field:"value" AND metadata["key"]:"value".',
    { param: 'query' },
  );
}
