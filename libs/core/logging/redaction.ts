/** Names whose values never belong in a log, whatever object they sit in. Compared without case, dashes, underscores. */
const SECRET_NAMES = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'passwordhash',
  'apikey',
  'xapikey',
  'token',
  'accesstoken',
  'refreshtoken',
  'authtoken',
  'gatewaytoken',
  'proxytoken',
  'secret',
  'clientsecret',
  'webhooksecret',
  'masterkey',
  'ciphertext',
]);

/** Shapes of secrets that could hide in any sentence, such as a vendor's error message that quotes the key. */
const SECRET_SHAPES = [
  // Without a boundary: vendors glue keys to names of theirs, `req_sk-ant-…`.
  /sk-ant-[A-Za-z0-9_-]{6,}/g,
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{6,}/g,
  /\bwhsec_[A-Za-z0-9+/=_-]{6,}/g,
  /\bre_[A-Za-z0-9]{6,}_[A-Za-z0-9]{6,}/g,
  /\bfm2_[A-Za-z0-9+/=_-]{10,}/g,
  /\bam[pkrvs]_[A-Za-z0-9_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
  /\b(?:Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}/gi,
  /\b\d{6,12}:[A-Za-z0-9_-]{30,}/g,
];

const HIDDEN = '[secret]';
const MAX_DEPTH = 8;

/** A finished log line with everything that looks like a secret replaced. The last line of defence, not the first. */
export function hideShapes(line: string): string {
  return SECRET_SHAPES.reduce((text, shape) => text.replace(shape, HIDDEN), line);
}

/** A copy of `value` with the values of secret names replaced, errors reduced to what helps, and depth limited. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      isSecretName(name) ? HIDDEN : redact(item, depth + 1),
    ]),
  );
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** Only what helps: errors of drivers and vendors drag parameters, headers and whole requests along. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.cause !== undefined && depth < 4 ? { cause: redact(error.cause, depth + 1) } : {}),
  };
}
