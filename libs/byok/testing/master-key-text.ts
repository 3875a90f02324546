import type { MasterKey } from '@automna/core';

/** `id:base64,id:base64`, as in the settings. */
export function writeKeys(keys: readonly MasterKey[]): string {
  return keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
}

export function readKeys(text: string): MasterKey[] {
  return text.split(',').map((part) => {
    const [id = '', key = ''] = part.split(':');
    return { id, key: Buffer.from(key, 'base64') };
  });
}
