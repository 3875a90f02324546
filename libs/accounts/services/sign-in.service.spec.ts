import { jest } from '@jest/globals';
import { PasswordHasher } from './password-hasher.js';
import { AccountsFixture, PERSON } from '../testing/open-accounts.js';

describe('signing in', () => {
  let room: AccountsFixture;
  beforeEach(async () => {
    room = await AccountsFixture.open();
  });
  afterEach(() => room.close());

  it('verifies a decoy for an unknown address, so that time does not tell', async () => {
    const decoy = jest.spyOn(room.app.get(PasswordHasher), 'verifyNobody');
    await room.post('login', { email: 'nobody@example.com', password: 'some password' });
    expect(decoy).toHaveBeenCalledTimes(1);
  });

  it('replaces a hash of yesterday’s parameters', async () => {
    await room.session();
    const before = await room.rows('SELECT password_hash FROM users');
    jest.spyOn(room.app.get(PasswordHasher), 'isOutdated').mockReturnValueOnce(true);
    await room.session('login', { email: PERSON.email, password: PERSON.password });
    expect(await room.rows('SELECT password_hash FROM users')).not.toEqual(before);
    await room.session('login', { email: PERSON.email, password: PERSON.password });
  });

  it('opens no session when the password is changed while it is being verified', async () => {
    await room.session();
    const hasher = room.app.get(PasswordHasher);
    const verify = hasher.verify.bind(hasher);
    jest.spyOn(hasher, 'verify').mockImplementationOnce(async (stored, password) => {
      const right = await verify(stored, password);
      await room.post('forgot-password', { email: PERSON.email });
      await room.drain();
      await room.post('reset-password', {
        token: room.tokenOf('reset_password'),
        password: 'another password',
      });
      return right;
    });
    const response = await room.post('login', { email: PERSON.email, password: PERSON.password });
    expect(response.statusCode).toBe(401);
    expect(await room.rows('SELECT id FROM sessions WHERE revoked_at IS NULL')).toEqual([]);
  });
});
