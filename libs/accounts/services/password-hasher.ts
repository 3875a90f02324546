import { Algorithm, hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** A const enum does not survive isolated modules; the number is the wire value of argon2id. */
const ARGON2ID = 2 satisfies Algorithm.Argon2id;

/** Turns passwords into argon2id hashes and back into yes or no. Passwords are composed (NFKC) first. */
@Injectable()
export class PasswordHasher {
  private decoy?: Promise<string>;

  hash(password: string): Promise<string> {
    return hash(compose(password), { ...PARAMETERS, algorithm: ARGON2ID } as Options);
  }

  verify(stored: string, password: string): Promise<boolean> {
    return verify(stored, compose(password));
  }

  /** As slow as {@link verify} and always no: for unknown addresses, so that time does not tell who has an account. */
  async verifyNobody(password: string): Promise<false> {
    this.decoy ??= this.hash('nobody has this password');
    await verify(await this.decoy, compose(password));
    return false;
  }

  /** Whether a hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(stored);
    return (
      (algorithm as number) !== ARGON2ID ||
      memoryCost !== PARAMETERS.memoryCost ||
      timeCost !== PARAMETERS.timeCost ||
      parallelism !== PARAMETERS.parallelism
    );
  }
}

function compose(password: string): string {
  return password.normalize('NFKC');
}
