import { Secret } from '@automna/core';

/** Longest text looked at; real keys are around 110 characters. */
const MAX_LENGTH = 256;
const MIN_LENGTH = 24;

export type KeyShape =
  { kind: 'api_key'; secret: Secret } | { kind: 'wrong_kind' | 'malformed'; message: string };

const OWN_KEY = 'Create an API key (sk-ant-api…) at Anthropic and paste that instead.';

/** Anthropic's own credentials that are no API keys; nobody is asked about them. */
const WRONG_KINDS: readonly { prefix: RegExp; message: string }[] = [
  {
    prefix: /^sk-ant-o[ar]t/,
    message: `This is a Claude sign-in token. Anthropic does not allow other companies to hold those. ${OWN_KEY}`,
  },
  {
    prefix: /^sk-ant-admin/,
    message: `This is an admin key: it manages an organisation and cannot run an agent. ${OWN_KEY}`,
  },
];

/** Keys people mix up with Anthropic's, by the prefixes their makers document. */
const OTHER_VENDORS: readonly { prefix: RegExp; vendor: string }[] = [
  { prefix: /^sk-or-/, vendor: 'OpenRouter' },
  { prefix: /^sk-(?:proj|svcacct|admin)-/, vendor: 'OpenAI' },
  { prefix: /^sk_(?:live|test)_/, vendor: 'Stripe' },
  { prefix: /^AIza/, vendor: 'Google' },
  { prefix: /^gsk_/, vendor: 'Groq' },
  { prefix: /^xai-/, vendor: 'xAI' },
  { prefix: /^pplx-/, vendor: 'Perplexity' },
  { prefix: /^hf_/, vendor: 'Hugging Face' },
  { prefix: /^(?:AKIA|ASIA)/, vendor: 'Amazon' },
  { prefix: /^gh[pousr]_|^github_pat_/, vendor: 'GitHub' },
];

/**
 * What a pasted text looks like, before anyone is called. White space is taken out wherever it stands: mail
 * programs and terminals break long keys, and no key contains any.
 */
export function readPastedKey(text: string): KeyShape {
  const key = text.replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '');
  const wrongKind = WRONG_KINDS.find(({ prefix }) => prefix.test(key));
  if (wrongKind) return { kind: 'wrong_kind', message: wrongKind.message };
  const problem = problemOf(key);
  return problem === null
    ? { kind: 'api_key', secret: new Secret(key) }
    : { kind: 'malformed', message: problem };
}

/** What is wrong with it and what to do, without quoting it; null when it may be a key. */
function problemOf(key: string): string | null {
  if (key === '') return 'There is nothing in it. Copy the whole key and paste it here.';
  if (/["'`‘’“”«»]/.test(key)) {
    return 'There are quotes around or in the key. Copy only the key, without them, and paste it again.';
  }
  if (/^[A-Z_]+=/.test(key)) {
    return 'This is a whole line of settings. Copy only what comes after the equals sign and paste it again.';
  }
  const other = OTHER_VENDORS.find(({ prefix }) => prefix.test(key));
  if (other) return `This looks like a key of ${other.vendor}. Your agent thinks with Anthropic. ${OWN_KEY}`;
  if (!key.startsWith('sk-ant-api')) {
    return 'This does not look like an Anthropic API key: those start with sk-ant-api. Copy the whole key and paste it again.';
  }
  if (!/^[A-Za-z0-9_-]+$/.test(key)) {
    return 'There are characters in it that no key has. Copy only the key and paste it again.';
  }
  if (key.length > MAX_LENGTH) {
    return 'This is too long for a key: something was copied along with it. Copy only the key and paste it again.';
  }
  if (key.length < MIN_LENGTH) return 'This key is not complete. Copy the whole key and paste it again.';
  return null;
}

/** `sk-ant-api03-…AB12`: enough to tell two keys apart, not enough to use one. */
export function maskKey(key: Secret): string {
  const prefix = /^sk-ant-api\d{0,4}-?/.exec(key.reveal())?.[0] ?? 'sk-ant-api-';
  return `${prefix}…${key.last4}`;
}
