import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret } from '../secret/exports.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A secret at rest. `iv` and `ciphertext` are base64; the ciphertext ends with the 16-byte GCM tag. */
export interface Sealed {
  keyId: string;
  iv: string;
  ciphertext: string;
}

/** One master key: 32 bytes and the id stored beside everything it seals. */
export interface MasterKey {
  id: string;
  key: Buffer;
}

/** The sealed text was changed, belongs to somebody else (AAD) or its master key is not configured. */
export class DecryptError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DecryptError';
  }
}

/**
 * AES-256-GCM with a random 96-bit IV and additional authenticated data. The AAD names the owner and purpose
 * (`user id + name`), so a row copied to another customer does not open. The first key writes; all of them read,
 * which is what makes rotation possible without downtime.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<string, Buffer>;
  readonly writingKeyId: string;

  constructor(keys: readonly MasterKey[]) {
    const [first] = keys;
    if (!first) throw new Error('SecretBox needs at least one master key');
    this.writingKeyId = first.id;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  seal(secret: Secret, aad: string): Sealed {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keyOf(this.writingKeyId), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(aad, 'utf8'));
    const body = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { keyId: this.writingKeyId, iv: iv.toString('base64'), ciphertext: body.toString('base64') };
  }

  /** @throws DecryptError when the text was changed, the AAD differs or the key is missing. */
  open(sealed: Sealed, aad: string): Secret {
    const body = Buffer.from(sealed.ciphertext, 'base64');
    if (body.length < TAG_BYTES) throw new DecryptError('The sealed value is too short to be one of ours.');
    const key = this.keyOf(sealed.keyId);
    try {
      const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(sealed.iv, 'base64'), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(aad, 'utf8'));
      decipher.setAuthTag(body.subarray(-TAG_BYTES));
      const plain = Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]);
      return new Secret(plain.toString('utf8'));
    } catch (cause) {
      throw new DecryptError('The sealed value does not open: it was changed or belongs to another owner.', {
        cause,
      });
    }
  }

  private keyOf(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key) {
      throw new DecryptError(`Master key "${id}" is not configured: add it to SECRETS_MASTER_KEYS again.`);
    }
    return key;
  }
}
