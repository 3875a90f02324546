import { type MasterKey, Secret, SecretBox } from '@automna/core';
import { randomBytes } from 'node:crypto';

const DATA_KEY_BYTES = 32;
const DATA_KEY: Pick<MasterKey, 'id'> = { id: 'data' };

/** A secret at rest. `keyId` names the master key that is needed to open it. */
export interface SealedSecret {
  keyId: string;
  iv: string;
  ciphertext: string;
  /** The sealed data key; null in rows from before there were any, which the master key sealed itself. */
  dataKeyIv: string | null;
  dataKey: string | null;
}

/**
 * Every secret has a data key of its own, and the master key seals only that. So a rotation touches 32 random bytes
 * and never brings a customer's key into memory or changes its ciphertext, and destroying one short column destroys
 * the secret. Owner and purpose are authenticated in both seals: a row copied to another customer does not open.
 */
export class Envelope {
  constructor(private readonly master: SecretBox) {}

  seal(secret: Secret, owner: string): SealedSecret {
    const key = randomBytes(DATA_KEY_BYTES);
    const { iv, ciphertext } = new SecretBox([{ ...DATA_KEY, key }]).seal(secret, owner);
    const wrapped = this.wrap(key, owner);
    key.fill(0);
    return { ...wrapped, iv, ciphertext };
  }

  /** @throws DecryptError when the row was tampered with or its master key is not configured. */
  open(sealed: SealedSecret, owner: string): Secret {
    if (sealed.dataKey === null) return this.master.open(sealed, owner);
    const key = this.unwrap(sealed, owner);
    try {
      return new SecretBox([{ ...DATA_KEY, key }]).open({ ...sealed, keyId: DATA_KEY.id }, owner);
    } finally {
      key.fill(0);
    }
  }

  /** The same secret under the master key that writes now. @throws DecryptError as `open`. */
  renew(sealed: SealedSecret, owner: string): SealedSecret {
    if (sealed.dataKey === null) return this.seal(this.master.open(sealed, owner), owner);
    const key = this.unwrap(sealed, owner);
    const wrapped = this.wrap(key, owner);
    key.fill(0);
    return { ...sealed, ...wrapped };
  }

  private wrap(key: Buffer, owner: string) {
    const { keyId, iv, ciphertext } = this.master.seal(new Secret(key.toString('base64')), wrapAad(owner));
    return { keyId, dataKeyIv: iv, dataKey: ciphertext };
  }

  private unwrap({ keyId, dataKeyIv, dataKey }: SealedSecret, owner: string): Buffer {
    const wrapped = { keyId, iv: dataKeyIv ?? '', ciphertext: dataKey ?? '' };
    return Buffer.from(this.master.open(wrapped, wrapAad(owner)).reveal(), 'base64');
  }
}

function wrapAad(owner: string): string {
  return `${owner}:data-key`;
}
