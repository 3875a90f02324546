import { createDataSource, ManualClock, openTestDatabase } from '@automna/core';
import { attemptRules } from '../domain/attempt-rules.js';
import { AttemptLimiter } from './attempt-limiter.js';

const RULE = { scope: 'test', limit: 5, minutes: 10 };

describe('counting attempts', () => {
  it('agrees between two processes, and never lets one through too many', async () => {
    const first = await openTestDatabase({ entities: [] });
    const second = await createDataSource({ url: String(first.options.database), entities: [] });
    const clock = new ManualClock();
    const one = new AttemptLimiter(first, clock);
    const other = new AttemptLimiter(second, clock);
    const verdicts = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? one : other).allows(RULE, 'someone')),
    );
    expect(verdicts.filter(Boolean)).toHaveLength(5);
    await second.destroy();
    await first.destroy();
  });

  it('keeps subjects and scopes apart, and tells the seconds left', async () => {
    const database = await openTestDatabase({ entities: [] });
    const clock = new ManualClock();
    const limiter = new AttemptLimiter(database, clock);
    for (let i = 0; i < 5; i += 1) await limiter.take(RULE, 'a');
    clock.advance({ minutes: 9, ms: 500 });
    await expect(limiter.take(RULE, 'a')).rejects.toMatchObject({
      errorCode: 'too_many_attempts',
      options: { headers: { 'Retry-After': '60' } },
    });
    await limiter.take(RULE, 'b');
    await limiter.take({ ...RULE, scope: 'other' }, 'a');
    await database.destroy();
  });

  it('takes back what was given back', async () => {
    const database = await openTestDatabase({ entities: [] });
    const limiter = new AttemptLimiter(database, new ManualClock());
    for (let i = 0; i < 20; i += 1) {
      await limiter.take(RULE, 'a');
      await limiter.giveBack(RULE, 'a');
    }
    await database.destroy();
  });

  it('limits by network address in production, where addresses mean something', () => {
    expect(attemptRules('production').signInPerAddress.limit).toBe(100);
    expect(attemptRules('sandbox').signInPerAddress.limit).toBe(100_000);
    expect(attemptRules('sandbox').signInPerAccount).toEqual(attemptRules('production').signInPerAccount);
  });
});
