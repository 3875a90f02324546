import { localUrl } from './local-url.js';

describe('localUrl', () => {
  it.each(['/dashboard', '/setup/connect?x=1'])('follows %s', (url) => expect(localUrl(url)).toBe(url));

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    undefined,
  ])('does not follow %s', (url) => expect(localUrl(url)).toBeNull());
});
