import { statSync } from 'node:fs';
import { Counter, PLACES, type TestPlace } from './driver.fixtures.js';

describe('closing a file', () => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await PLACES.file();
  });
  afterEach(() => place.close());

  const logSize = () =>
    statSync(`${place.url.slice('file:'.length)}-wal`, { throwIfNoEntry: false })?.size ?? 0;

  it('leaves everything in the one file, so that a copy of it is a backup', async () => {
    const db = await place.open();
    await db.getRepository(Counter).insert({ id: 'kept', value: 1 });
    expect(logSize()).toBeGreaterThan(0);
    await db.destroy();
    expect(logSize()).toBe(0);
    const again = await place.open();
    expect(await again.getRepository(Counter).countBy({ id: 'kept' })).toBe(1);
  });

  it('is not held up by another process that still uses it', async () => {
    const [first, second] = [await place.open(), await place.open()];
    await first.getRepository(Counter).insert({ id: 'kept', value: 1 });
    await first.destroy();
    expect(await second.getRepository(Counter).countBy({ id: 'kept' })).toBe(1);
  });
});
