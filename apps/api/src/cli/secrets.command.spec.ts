import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MasterKeyRotation, RotationReport } from '@automna/byok';
import type { SealedPlaces } from './sealed-places.js';

// nest-commander is CommonJS and requires Nest, which Jest allows only once Nest's own modules are all loaded.
await import('@automna/core');
const { RotateSecretsCommand } = await import('./secrets.command.js');

describe('secrets rotate', () => {
  let printed: string;

  beforeEach(() => {
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  const run = async (given: Partial<RotationReport>, options: { json?: boolean } = {}) => {
    const report: RotationReport = { writingKeyId: 'k2', places: [], stillNeeded: [], ...given };
    const rotation = { run: jest.fn<MasterKeyRotation['run']>().mockResolvedValue(report) };
    const places = { all: [{ name: 'tokens' }] } as unknown as SealedPlaces;
    await new RotateSecretsCommand(rotation as unknown as MasterKeyRotation, places).run([], options);
    expect(rotation.run.mock.calls[0]?.[0]?.places).toBe(places.all);
  };

  it('says what was done and that the old key can go', async () => {
    await run({ places: [{ place: 'tokens', renewed: 3, failed: [] }] });
    expect(printed).toContain('Sealed under k2 now: 3 tokens.');
    expect(printed).toContain('no other key of SECRETS_MASTER_KEYS is needed');
    expect(process.exitCode).toBeUndefined();
  });

  it('exits with 1 when something does not open', async () => {
    const failed = [{ id: 'sec_1', reason: 'Master key "k0" is not configured.' }];
    await run({
      places: [{ place: 'tokens', renewed: 0, failed }],
      stillNeeded: [{ keyId: 'k0', values: 1 }],
    });
    expect(printed).toContain('Left as it is: sec_1 of the tokens. Master key "k0"');
    expect(printed).toContain('1 values still need the master key k0: keep it.');
    expect(printed).not.toContain('no other key');
    expect(process.exitCode).toBe(1);
  });

  it('prints one JSON document for programs', async () => {
    await run({ stillNeeded: [{ keyId: 'k1', values: 2 }] }, { json: true });
    expect(JSON.parse(printed)).toMatchObject({
      writingKeyId: 'k2',
      stillNeeded: [{ keyId: 'k1', values: 2 }],
    });
    expect(process.exitCode).toBe(1);
  });
});
