import { BadSandboxInput } from './bad-input.js';

/**
 * Three ways to name a route: `^…` is a regular expression; a path with `:name` segments matches exactly that many
 * segments (a last `*` stands for any rest); everything else is a prefix.
 */
export function routeMatcher(route: string): (path: string) => boolean {
  if (route.startsWith('^')) {
    const pattern = compile(route);
    return (path) => pattern.test(path);
  }
  if (!route.startsWith('/'))
    throw new BadSandboxInput('route must start with "/" (a path) or "^" (a regular expression).');
  if (/\/:\w/.test(route)) {
    const open = route.endsWith('*');
    const source = (open ? route.slice(0, -1) : route)
      .split('/')
      .map((segment) => (/^:\w/.test(segment) ? '[^/]+' : escapeRegExp(segment)))
      .join('/');
    const pattern = new RegExp(`^${source}${open ? '' : '/?$'}`);
    return (path) => pattern.test(path);
  }
  const prefix = route.endsWith('*') ? route.slice(0, -1) : route;
  return (path) => path.startsWith(prefix);
}

/** True when everything in `part` is also in `whole` (objects by key, arrays by position). */
export function isSubset(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item, index) => isSubset(item, whole[index]));
  }
  if (typeof part === 'object' && part !== null) {
    if (typeof whole !== 'object' || whole === null) return false;
    const object = whole as Record<string, unknown>;
    return Object.entries(part).every(([key, value]) => isSubset(value, object[key]));
  }
  // Form bodies hold numbers and booleans as text.
  return part === whole || (whole !== undefined && whole !== null && String(part) === String(whole));
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new BadSandboxInput(`route "${source}" is not a valid regular expression.`);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
