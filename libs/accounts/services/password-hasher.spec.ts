import { hash } from '@node-rs/argon2';
import { PasswordHasher } from './password-hasher.js';

describe('password hashing', () => {
  const hasher = new PasswordHasher();

  it('makes argon2id hashes with the parameters OWASP asks for, salted', async () => {
    const [one, two] = await Promise.all([hasher.hash('a password here'), hasher.hash('a password here')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(two).not.toBe(one);
  });

  it('says yes to the password and no to any other', async () => {
    const stored = await hasher.hash('a password here');
    expect(await hasher.verify(stored, 'a password here')).toBe(true);
    expect(await hasher.verify(stored, 'A password here')).toBe(false);
  });

  it('notices hashes of weaker parameters', async () => {
    expect(hasher.isOutdated(await hasher.hash('a password here'))).toBe(false);
    expect(hasher.isOutdated(await hash('a password here', { timeCost: 1, memoryCost: 8192 }))).toBe(true);
  });

  it('works as hard for nobody as for somebody', async () => {
    const stored = await hasher.hash('a password here');
    await hasher.verifyNobody('warm up');
    const time = async (work: () => Promise<unknown>) => {
      const times: number[] = [];
      for (let i = 0; i < 7; i += 1) {
        const start = process.hrtime.bigint();
        await work();
        times.push(Number(process.hrtime.bigint() - start));
      }
      return Math.min(...times);
    };
    const somebody = await time(() => hasher.verify(stored, 'wrong'));
    const nobody = await time(() => hasher.verifyNobody('wrong'));
    // Minimum of several, and a wide margin: without the decoy the ratio is below a thousandth.
    expect(nobody / somebody).toBeGreaterThan(0.2);
  });
});
