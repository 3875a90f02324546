import { Secret } from '@automna/core';
import { maskKey, readPastedKey } from './key-shape.js';

const good = `sk-ant-api03-${'aB3_-'.repeat(18)}AA`;

describe('a pasted key', () => {
  it.each([
    ['as it is', good],
    ['with spaces around', `  ${good}\t`],
    ['broken over lines', `${good.slice(0, 40)}\r\n${good.slice(40)}\n`],
    ['with a zero-width space', `\u200b${good}\ufeff`],
  ])('is taken %s', (_how, text) => {
    const shape = readPastedKey(text);
    expect(shape.kind === 'api_key' && shape.secret.reveal()).toBe(good);
  });

  it.each([
    ['a Claude sign-in token', `sk-ant-oat01-${'a'.repeat(80)}`, /sign-in token/],
    ['a refresh token', `sk-ant-ort01-${'a'.repeat(80)}`, /sign-in token/],
    ['an admin key', `sk-ant-admin01-${'a'.repeat(80)}`, /admin key/],
  ])('is refused as the wrong kind: %s', (_what, text, message) => {
    expect(readPastedKey(text)).toEqual({ kind: 'wrong_kind', message: expect.stringMatching(message) });
  });

  it.each([
    ['nothing', ''],
    ['another vendor’s key', `sk-proj-${'a'.repeat(60)}`],
    ['upper case', good.toUpperCase()],
    ['half a key', 'sk-ant-api03-abc'],
    ['10 KB', `sk-ant-api03-${'a'.repeat(10_000)}`],
    ['quotes', `"${good}"`],
    ['a quote at the end', `${good}'`],
    ['unicode', `${good}ключ`],
    ['an emoji', `sk-ant-api03-${'🔑'.repeat(30)}`],
  ])('is refused as malformed: %s', (_what, text) => {
    expect(readPastedKey(text)).toEqual({ kind: 'malformed', message: expect.any(String) });
  });

  it.each([
    ['a key of OpenRouter', `sk-or-v1-${'a'.repeat(60)}`, /OpenRouter/],
    ['a key of OpenAI', `sk-proj-${'a'.repeat(60)}`, /OpenAI/],
    ['a key of Stripe', `sk_live_${'a'.repeat(24)}`, /Stripe/],
    ['a key of Google', `AIza${'a'.repeat(35)}`, /Google/],
    ['a line of settings', `ANTHROPIC_API_KEY=${good}`, /equals sign/],
    ['quotes', `“${good}”`, /quotes/],
    ['unicode', `${good}ключ`, /characters/],
    ['10 KB', `sk-ant-api03-${'a'.repeat(10_000)}`, /too long/],
    ['half a key', 'sk-ant-api03-abc', /not complete/],
    ['white space only', ' \n\t', /nothing/],
  ])('says what is wrong with %s, without quoting it', (_what, text, message) => {
    const shape = readPastedKey(text);
    expect(shape).toEqual({ kind: 'malformed', message: expect.stringMatching(message) });
    expect(JSON.stringify(shape)).not.toContain('aaaa');
  });

  it('shows no more of a key that is all digits', () => {
    expect(maskKey(new Secret(`sk-ant-api${'1234567890'.repeat(9)}`))).toBe('sk-ant-api1234…7890');
  });

  it('shows its prefix and last four characters only', () => {
    expect(maskKey(new Secret(good))).toBe('sk-ant-api03-…_-AA');
  });
});
