import { Secret } from '@automna/core';

/** Longest text looked at; real keys are around 110 characters. */
const MAX_LENGTH = 256;
const MIN_LENGTH = 24;

export type KeyShape =
  { kind: 'api_key'; secret: Secret } | { kind: 'wrong_kind' | 'malformed'; message: string };

/**
 * What a pasted text looks like, before anyone is called. White space is taken out wherever it stands: mail
 * programs and terminals break long keys, and no key contains any.
 */
export function readPastedKey(text: string): KeyShape {
  const key = text.replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '');
  if (key.startsWith('sk-ant-oat') || key.startsWith('sk-ant-ort')) {
    return {
      kind: 'wrong_kind',
      message:
        'This is a Claude sign-in token. Anthropic does not allow other companies to hold those: create an API key (sk-ant-api…) and paste that instead.',
    };
  }
  if (key.startsWith('sk-ant-admin')) {
    return {
      kind: 'wrong_kind',
      message:
        'This is an admin key: it manages an organisation and cannot run an agent. Create an API key (sk-ant-api…) and paste that instead.',
    };
  }
  if (!key.startsWith('sk-ant-api')) {
    return {
      kind: 'malformed',
      message:
        'This does not look like an Anthropic API key: those start with sk-ant-api. Copy the whole key and paste it again.',
    };
  }
  if (key.length < MIN_LENGTH || key.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(key)) {
    return {
      kind: 'malformed',
      message:
        'This key is not complete, or something was copied along with it. Copy only the key and paste it again.',
    };
  }
  return { kind: 'api_key', secret: new Secret(key) };
}

/** `sk-ant-api03-…AB12`: enough to tell two keys apart, not enough to use one. */
export function maskKey(key: Secret): string {
  const prefix = /^sk-ant-api\d*-?/.exec(key.reveal())?.[0] ?? 'sk-ant-api-';
  return `${prefix}…${key.last4}`;
}
