import { JwtService } from '@nestjs/jwt';
import { AccountsFixture, cookieOf, PERSON } from './testing/open-accounts.js';

describe('accounts over HTTP', () => {
  let room: AccountsFixture;
  beforeEach(async () => {
    room = await AccountsFixture.open();
  });
  afterEach(() => room.close());

  const codeOf = (response: { statusCode: number; json: () => { errorCode: string } }) => [
    response.statusCode,
    response.json().errorCode,
  ];

  describe('registration', () => {
    it('signs in, sets the cookie out of reach of scripts and mails a link', async () => {
      const response = await room.post('register', PERSON);
      expect(response.statusCode).toBe(201);
      expect(response.json()).toEqual({
        accessToken: expect.any(String),
        expiresIn: 900,
        user: {
          id: expect.stringMatching(/^usr_/),
          email: PERSON.email,
          name: 'Ada',
          role: 'customer',
          emailVerified: false,
          createdAt: room.clock.now().toISOString(),
        },
      });
      expect(response.cookies).toEqual([
        expect.objectContaining({
          name: 'automna_refresh',
          path: '/api/auth',
          httpOnly: true,
          sameSite: 'Strict',
        }),
      ]);
      expect(response.cookies[0]).not.toHaveProperty('secure');
      expect(room.mails.sent).toMatchObject([{ template: 'verify_email', to: PERSON.email }]);
    });

    it('stores no token and no password in the clear', async () => {
      const { refreshToken } = await room.session();
      const tables = [
        'users',
        'sessions',
        'refresh_tokens',
        'one_time_tokens',
        'attempt_counters',
        'timeline_entries',
      ];
      const stored = JSON.stringify(
        await Promise.all(tables.map((table) => room.rows(`SELECT * FROM ${table}`))),
      );
      expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
      for (const secret of [refreshToken, PERSON.password, room.tokenOf('verify_email')]) {
        expect(stored).not.toContain(secret);
      }
    });

    it('knows an address in any spelling', async () => {
      await room.session();
      const response = await room.post('register', { ...PERSON, email: '  ADA@Example.com ' });
      expect(codeOf(response)).toEqual([409, 'email_taken']);
    });

    it('lets one of two simultaneous registrations win', async () => {
      const answers = await Promise.all([room.post('register', PERSON), room.post('register', PERSON)]);
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
      expect(await room.rows('SELECT id FROM users')).toHaveLength(1);
    });

    it.each([
      ['a short password', { password: 'elevenchars' }, 'password'],
      ['a password longer than 128', { password: 'ab'.repeat(65) }, 'password'],
      ['no address', { email: 'ada' }, 'email'],
      ['an address of the wrong type', { email: ['a@b.c'] }, 'email'],
      ['an empty name', { name: '   ' }, 'name'],
      ['a name with a line break', { name: 'Ada\nBcc: x' }, 'name'],
      ["a role of one's own choice", { role: 'admin' }, 'role'],
    ])('refuses %s', async (_what, change, field) => {
      const response = await room.post('register', { ...PERSON, ...change });
      expect(codeOf(response)).toEqual([400, 'invalid_request']);
      expect(response.json().errors).toEqual([{ field, message: expect.any(String) }]);
    });

    it.each(['aaaaaaaaaaaaaa', 'passwordpassword', PERSON.email])(
      'refuses the password %s',
      async (password) => {
        expect(codeOf(await room.post('register', { ...PERSON, password }))).toEqual([400, 'weak_password']);
      },
    );
  });

  describe('signing in', () => {
    it('accepts the right password, however the address is spelled', async () => {
      await room.session();
      const response = await room.post('login', { email: 'ADA@example.com', password: PERSON.password });
      expect(response.statusCode).toBe(200);
    });

    it('gives one answer for a wrong password and an unknown address', async () => {
      await room.session();
      const wrong = await room.post('login', { email: PERSON.email, password: 'not the password' });
      const unknown = await room.post('login', { email: 'nobody@example.com', password: 'not the password' });
      expect(codeOf(wrong)).toEqual([401, 'invalid_credentials']);
      const strip = ({ requestId: _, ...rest }: Record<string, unknown>) => rest;
      expect(strip(unknown.json())).toEqual(strip(wrong.json()));
    });

    it('composes passwords, so that keyboards that decompose work', async () => {
      await room.session('register', { ...PERSON, password: 'caf\u00e9 au lait 12' });
      const response = await room.post('login', { email: PERSON.email, password: 'cafe\u0301 au lait 12' });
      expect(response.statusCode).toBe(200);
    });

    it('counts failures per account, in parallel too, and says when to come back', async () => {
      await room.session();
      const attempts = await Promise.all(
        Array.from({ length: 14 }, () =>
          room.post('login', { email: PERSON.email, password: 'wrong password' }),
        ),
      );
      const statuses = attempts.map(({ statusCode }) => statusCode);
      expect(statuses.filter((status) => status === 401)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(4);
      const right = await room.post('login', { email: PERSON.email, password: PERSON.password });
      expect(codeOf(right)).toEqual([429, 'too_many_attempts']);
      expect(right.headers['retry-after']).toBe('900');
    });

    it('never locks out for good, whoever goes on guessing', async () => {
      await room.session();
      const guess = () => room.post('login', { email: PERSON.email, password: 'wrong password' });
      for (let i = 0; i < 11; i += 1) await guess();
      room.clock.advance({ minutes: 14 });
      await guess();
      room.clock.advance({ minutes: 1 });
      expect((await room.post('login', { email: PERSON.email, password: PERSON.password })).statusCode).toBe(
        200,
      );
    });

    it('starts counting anew after a good sign-in', async () => {
      await room.session();
      for (let round = 0; round < 2; round += 1) {
        for (let i = 0; i < 9; i += 1)
          await room.post('login', { email: PERSON.email, password: 'wrong password' });
        expect(
          (await room.post('login', { email: PERSON.email, password: PERSON.password })).statusCode,
        ).toBe(200);
      }
    });
  });

  describe('access tokens', () => {
    it('work for 15 minutes of the clock', async () => {
      const { accessToken } = await room.session();
      room.clock.advance({ minutes: 14, seconds: 59 });
      expect((await room.me(accessToken)).json().email).toBe(PERSON.email);
      room.clock.advance({ seconds: 1 });
      expect(codeOf(await room.me(accessToken))).toEqual([401, 'not_authenticated']);
    });

    it('stop at once when the session is signed out', async () => {
      const { accessToken, refreshToken } = await room.session();
      const response = await room.post('logout', undefined, { cookie: `automna_refresh=${refreshToken}` });
      expect([response.statusCode, cookieOf(response)]).toEqual([204, '']);
      expect((await room.me(accessToken)).statusCode).toBe(401);
      expect(codeOf(await room.refresh(refreshToken))).toEqual([401, 'session_expired']);
    });

    it.each([
      ['another key', { secret: 'another secret that is long enough!' }],
      ['another issuer', { issuer: 'https://evil.example' }],
      ['another audience', { audience: 'somebody else' }],
      ['another algorithm', { algorithm: 'HS512' as const }],
    ])('are refused when made with %s', async (_what, change) => {
      const { accessToken } = await room.session();
      const jwt = new JwtService({});
      const { sub, sid, iat, exp, iss, aud } = jwt.decode<Record<string, string & number>>(accessToken);
      const options = { secret: 'a-secret-for-tests-that-is-long-enough', issuer: iss, audience: aud };
      const forge = (with_: object) =>
        jwt.sign({ sub, sid, iat, exp }, { ...options, algorithm: 'HS256', ...with_ });
      expect((await room.me(forge({}))).statusCode).toBe(200);
      expect((await room.me(forge(change))).statusCode).toBe(401);
    });

    it('are refused without an end, and unsigned', async () => {
      const { accessToken } = await room.session();
      const [, payload] = accessToken.split('.');
      const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
      expect((await room.me(`${none}.${payload}.`)).statusCode).toBe(401);
      const jwt = new JwtService({});
      const { sub, sid, iss, aud } = jwt.decode<Record<string, string>>(accessToken);
      const endless = jwt.sign({ sub, sid, iss, aud }, { secret: 'a-secret-for-tests-that-is-long-enough' });
      expect((await room.me(endless)).statusCode).toBe(401);
    });
  });

  describe('refreshing', () => {
    it('rotates the token', async () => {
      const { refreshToken } = await room.session();
      const response = await room.refresh(refreshToken);
      expect(response.statusCode).toBe(200);
      expect(cookieOf(response)).not.toBe(refreshToken);
      expect((await room.me(response.json().accessToken)).statusCode).toBe(200);
    });

    it('answers two tabs at once with one and the same successor', async () => {
      const { refreshToken } = await room.session();
      const [one, two] = await Promise.all([room.refresh(refreshToken), room.refresh(refreshToken)]);
      expect([one.statusCode, two.statusCode]).toEqual([200, 200]);
      expect(cookieOf(two)).toBe(cookieOf(one));
    });

    it('answers a retry after a lost answer, for ten seconds', async () => {
      const { refreshToken } = await room.session();
      const first = await room.refresh(refreshToken);
      room.clock.advance({ seconds: 10 });
      const again = await room.refresh(refreshToken);
      expect([again.statusCode, cookieOf(again)]).toEqual([200, cookieOf(first)]);
    });

    it('ends the whole session when a rotated token comes back later', async () => {
      const { refreshToken, accessToken, userId } = await room.session();
      const thief = await room.refresh(refreshToken);
      room.clock.advance({ seconds: 11 });
      const owner = await room.refresh(refreshToken);
      expect(codeOf(owner)).toEqual([401, 'session_reused']);
      expect(cookieOf(owner)).toBe('');
      expect(codeOf(await room.refresh(cookieOf(thief)))).toEqual([401, 'session_reused']);
      for (const token of [accessToken, thief.json().accessToken]) {
        expect((await room.me(token)).statusCode).toBe(401);
      }
      expect(
        await room.rows(`SELECT user_id FROM timeline_entries WHERE kind = 'account.session_reused'`),
      ).toEqual([{ user_id: userId }]);
    });

    it('ends the session within the ten seconds too, once the successor was used', async () => {
      const { refreshToken } = await room.session();
      const second = await room.refresh(refreshToken);
      await room.refresh(cookieOf(second));
      expect(codeOf(await room.refresh(refreshToken))).toEqual([401, 'session_reused']);
    });

    it('leaves the sessions of other devices alone', async () => {
      const phone = await room.session();
      const laptop = await room.session('login', { email: PERSON.email, password: PERSON.password });
      await room.refresh(phone.refreshToken);
      room.clock.advance({ seconds: 11 });
      await room.refresh(phone.refreshToken);
      expect((await room.refresh(laptop.refreshToken)).statusCode).toBe(200);
    });

    it('ends after 30 days unused, and after 90 days whatever happens', async () => {
      const { refreshToken: unused } = await room.session();
      let used = (await room.session('login', { email: PERSON.email, password: PERSON.password }))
        .refreshToken;
      for (let week = 0; week < 4; week += 1) {
        room.clock.advance({ days: 20 });
        used = cookieOf(await room.refresh(used));
      }
      expect(codeOf(await room.refresh(unused))).toEqual([401, 'session_expired']);
      room.clock.advance({ days: 10 });
      expect(codeOf(await room.refresh(used))).toEqual([401, 'session_expired']);
    });

    it.each([
      ['no cookie', {}],
      ['an invented one', { cookie: 'automna_refresh=amr_invented' }],
    ])('answers session_expired for %s', async (_what, headers) => {
      expect(codeOf(await room.post('refresh', undefined, headers))).toEqual([401, 'session_expired']);
    });
  });

  describe('verifying the address', () => {
    it('works once, and brings the welcome', async () => {
      await room.session();
      const token = room.tokenOf('verify_email');
      const response = await room.post('verify-email', { token });
      expect([response.statusCode, response.json().emailVerified]).toEqual([200, true]);
      expect(room.mails.sent.map(({ template }) => template)).toEqual(['verify_email', 'welcome']);
      expect(codeOf(await room.post('verify-email', { token }))).toEqual([400, 'token_invalid']);
    });

    it('ends after 24 hours', async () => {
      await room.session();
      room.clock.advance({ hours: 24 });
      expect(codeOf(await room.post('verify-email', { token: room.tokenOf('verify_email') }))).toEqual([
        400,
        'token_invalid',
      ]);
    });

    it('is not fooled by a token of another purpose', async () => {
      await room.session();
      await room.post('forgot-password', { email: PERSON.email });
      await room.drain();
      const response = await room.post('verify-email', { token: room.tokenOf('reset_password') });
      expect(codeOf(response)).toEqual([400, 'token_invalid']);
    });

    it('can be asked for again, five times an hour', async () => {
      const { accessToken } = await room.session();
      const headers = { authorization: `Bearer ${accessToken}` };
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1)
        statuses.push((await room.post('resend-verification', {}, headers)).statusCode);
      expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
      expect((await room.post('verify-email', { token: room.tokenOf('verify_email') })).statusCode).toBe(200);
    });
  });

  describe('resetting the password', () => {
    const NEW = 'an analytical engine';
    const ask = async () => {
      await room.post('forgot-password', { email: PERSON.email });
      await room.drain();
      return room.tokenOf('reset_password');
    };

    it('answers the same for every address, and mails only to accounts', async () => {
      await room.session();
      const known = await room.post('forgot-password', { email: PERSON.email });
      const unknown = await room.post('forgot-password', { email: 'nobody@example.com' });
      expect([known.statusCode, known.body]).toEqual([202, unknown.body]);
      expect(unknown.statusCode).toBe(202);
      await room.drain();
      expect(room.mails.sent.filter(({ template }) => template === 'reset_password')).toHaveLength(1);
    });

    it('sets the password, ends every session, proves the address and lifts the limit', async () => {
      const { accessToken, refreshToken } = await room.session();
      for (let i = 0; i < 11; i += 1)
        await room.post('login', { email: PERSON.email, password: 'wrong password' });
      const response = await room.post('reset-password', { token: await ask(), password: NEW });
      expect(response.statusCode).toBe(204);
      expect((await room.me(accessToken)).statusCode).toBe(401);
      expect(codeOf(await room.refresh(refreshToken))).toEqual([401, 'session_expired']);
      expect((await room.post('login', PERSON_LOGIN)).statusCode).toBe(401);
      const login = await room.post('login', { ...PERSON_LOGIN, password: NEW });
      expect([login.statusCode, login.json().user.emailVerified]).toEqual([200, true]);
    });
    const PERSON_LOGIN = { email: PERSON.email, password: PERSON.password };

    it('works once, with every older link void too', async () => {
      await room.session();
      const older = await ask();
      const newer = await ask();
      expect((await room.post('reset-password', { token: newer, password: NEW })).statusCode).toBe(204);
      for (const token of [newer, older]) {
        expect(codeOf(await room.post('reset-password', { token, password: NEW }))).toEqual([
          400,
          'token_invalid',
        ]);
      }
    });

    it('ends after an hour', async () => {
      await room.session();
      const token = await ask();
      room.clock.advance({ hours: 1 });
      expect(codeOf(await room.post('reset-password', { token, password: NEW }))).toEqual([
        400,
        'token_invalid',
      ]);
    });

    it('mails at most five times an hour to one account', async () => {
      await room.session();
      for (let i = 0; i < 7; i += 1) await ask();
      expect(room.mails.sent.filter(({ template }) => template === 'reset_password')).toHaveLength(5);
    });
  });
});

describe('accounts behind https', () => {
  it('sends the cookie over https only', async () => {
    const room = await AccountsFixture.open({ PUBLIC_URL: 'https://automna.test' });
    const response = await room.post('register', PERSON);
    expect(response.cookies[0]).toMatchObject({ secure: true });
    await room.close();
  });
});
