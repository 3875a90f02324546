import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { toProblem } from './problem.js';

const response = (status: number, error: unknown, headers: Record<string, string> = {}) =>
  new HttpErrorResponse({ status, error, headers: new HttpHeaders(headers) });

describe('toProblem', () => {
  it('keeps what the server says, with its fields', () => {
    const problem = toProblem(
      response(409, {
        title: 'Taken',
        detail: 'Sign in instead.',
        errorCode: 'email_taken',
        errors: [{ field: 'email', message: 'Taken.' }, { nonsense: true }],
      }),
    );
    expect(problem).toMatchObject({ title: 'Taken', status: 409, errorCode: 'email_taken' });
    expect(problem.errors).toEqual([{ field: 'email', message: 'Taken.' }]);
  });

  it('reads a problem that arrives as text', () => {
    expect(toProblem(response(422, '{"title":"No","errorCode":"key_revoked"}')).errorCode).toBe(
      'key_revoked',
    );
  });

  it('knows an unreachable server from a failing one', () => {
    expect(toProblem(response(0, null)).errorCode).toBe('offline');
    expect(toProblem(response(502, '<html>Bad gateway</html>'))).toMatchObject({
      status: 502,
      title: 'Something went wrong on our side',
    });
  });

  it('says how long to wait', () => {
    expect(toProblem(response(429, { title: 'Slow down' }, { 'Retry-After': '30' })).retryAfterSeconds).toBe(
      30,
    );
  });

  it('finds the answer inside the error of a resource', () => {
    const wrapped = new Error('Resource failed', { cause: response(404, { title: 'Gone', errorCode: 'x' }) });
    expect(toProblem(wrapped).title).toBe('Gone');
  });

  it('makes something of anything', () => {
    expect(toProblem(undefined).errorCode).toBe('internal_error');
    expect(toProblem(new TypeError('x')).title).toBe('Something went wrong on our side');
  });
});
