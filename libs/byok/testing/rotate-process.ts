import { writeSync } from 'node:fs';
import { createDataSource, ManualClock, SecretBox, createTestWork } from '@automna/core';
import { MasterKeyRotation } from '../rotation/master-key-rotation.service.js';
import { VaultPlace } from '../rotation/vault-place.js';
import { readKeys } from './master-key-text.js';

/** A rotation as a process of its own, for a spec that kills it: it stands still after its second batch. */
const [url = '', keys = ''] = process.argv.slice(2);
const database = await createDataSource({ url, entities: [] });
const clock = new ManualClock();
const box = new SecretBox(readKeys(keys));
const { uow } = createTestWork(database, { clock });
let batches = 0;
await new MasterKeyRotation(box, new VaultPlace(box, database, clock), uow).run({
  onProgress: ({ done, total }) => {
    batches += 1;
    if (batches < 2) return;
    writeSync(1, `${done}/${total}\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
