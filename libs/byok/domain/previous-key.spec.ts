import { PROVING_MS, fateOfPrevious, mayRollBack } from './previous-key.js';

const now = new Date('2026-03-10T12:00:00Z');
const delivered = new Date('2026-03-01T12:00:00Z');
const known = (given: Partial<Parameters<typeof fateOfPrevious>[0] & object> = {}) => ({
  ...{ fingerprint: 'b', verdict: 'valid' as const, deliveredAt: delivered, previousFingerprint: null },
  ...given,
});

describe('fateOfPrevious', () => {
  it.each<[string, Parameters<typeof fateOfPrevious>[0], string, string]>([
    ['a first key has none before it', null, 'c', 'none'],
    ['a proven key is kept', known(), 'c', 'current'],
    ['a proven key takes the place of an older one', known({ previousFingerprint: 'a' }), 'c', 'current'],
    ['a key the machine never had is not kept', known({ deliveredAt: null }), 'c', 'none'],
    ['then the one before it stays', known({ deliveredAt: null, previousFingerprint: 'a' }), 'c', 'stays'],
    ['a refused key is not kept', known({ verdict: 'revoked' }), 'c', 'none'],
    ['an undecided key is not kept', known({ verdict: 'unverified' }), 'c', 'none'],
    ['a key without credit is kept', known({ verdict: 'no_credit' }), 'c', 'current'],
    ['the same key again changes nothing', known({ previousFingerprint: 'a' }), 'b', 'stays'],
    ['the same first key again', known(), 'b', 'none'],
    [
      'the older key comes back by hand',
      known({ verdict: 'revoked', previousFingerprint: 'a' }),
      'a',
      'none',
    ],
  ])('%s', (_what, row, incoming, fate) => expect(fateOfPrevious(row, incoming)).toBe(fate));
});

describe('mayRollBack', () => {
  const key = (deliveredAt: Date | null, previousFingerprint: string | null = 'a') => ({
    deliveredAt,
    previousFingerprint,
  });
  const ago = (ms: number) => new Date(now.getTime() - ms);

  it.each<[string, ReturnType<typeof key>, boolean]>([
    ['just delivered', key(now), true],
    ['not delivered yet', key(null), true],
    ['almost a day', key(ago(PROVING_MS - 1)), true],
    ['a day', key(ago(PROVING_MS)), false],
    ['nothing before it', key(now, null), false],
  ])('%s', (_what, row, may) => expect(mayRollBack(row, now)).toBe(may));
});
