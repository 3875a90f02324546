import { returnPath } from './staff-guard.js';

describe('returnPath', () => {
  it.each([
    ['/customers?q=ines', '/customers?q=ines'],
    ['//evil.example', '/overview'],
    ['https://evil.example', '/overview'],
    ['/sign-in?returnTo=%2Fjobs', '/overview'],
    ['', '/overview'],
    [null, '/overview'],
  ])('%s -> %s', (wanted, path) => {
    expect(returnPath(wanted)).toBe(path);
  });
});
