const SECRET_HEADER = /^(authorization|proxy-authorization|x-api-key|cookie|set-cookie|.*-(api-key|token))$/i;
const KEY_LIKE =
  /(sk-ant-[\w-]*?|\bsk_(?:live|test)_\w*?|\bwhsec_\w*?|\bFlyV1 \S*?|\bfm2_\S*?)(\w{4})(?![\w-])/g;

/** `Bearer …abcd`: the scheme and the last four characters. */
export function maskSecret(value: string): string {
  const [, scheme = '', secret = ''] = /^(\w+ )?([\s\S]*)$/.exec(value) ?? [];
  return secret.length > 8 ? `${scheme}…${secret.slice(-4)}` : `${scheme}…`;
}

/** Headers with credentials cut to their last four characters. */
export function maskHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const text = Array.isArray(value) ? value.join(', ') : String(value);
        return [name.toLowerCase(), SECRET_HEADER.test(name) ? maskSecret(text) : text];
      }),
  );
}

/** Cuts every known key shape in any text inside the value. Returns a copy. */
export function maskKeys<T>(value: T): T {
  if (typeof value === 'string') return value.replace(KEY_LIKE, (_, _head, tail) => `…${tail}`) as T;
  if (Array.isArray(value)) return value.map((item) => maskKeys(item)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskKeys(item)])) as T;
  }
  return value;
}
