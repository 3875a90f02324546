import { ConfigError, DatabaseNewerError } from '@automna/core';
import { explainStartFailure } from './start-failure.js';

describe('a start that fails', () => {
  it('says in one line which settings are wrong', () => {
    expect(explainStartFailure(new ConfigError(['PORT must be a port number']))).toBe(
      'A setting is wrong. PORT must be a port number.',
    );
  });

  it('names the port that is taken', () => {
    const error = Object.assign(new Error('listen'), {
      code: 'EADDRINUSE',
      address: '127.0.0.1',
      port: 3000,
    });
    expect(explainStartFailure(error)).toMatch(/^127\.0\.0\.1:3000 is in use .* set PORT to a free port\.$/);
  });

  it('looks behind the error that wraps it', () => {
    const wrapped = new Error('could not start', { cause: new DatabaseNewerError(['Later1']) });
    expect(explainStartFailure(wrapped)).toContain('newer than this version');
  });

  it('leaves a bug its stack', () => expect(explainStartFailure(new TypeError('x is undefined'))).toBeNull());
});
