import { MasterKeyRotation, type RotationReport } from '@automna/byok';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { endProgress, type OutputOptions, print, showProgress } from './output.js';
import { SealedPlaces } from './sealed-places.js';

@SubCommand({
  name: 'rotate',
  description:
    'Brings everything that is sealed under the first key of SECRETS_MASTER_KEYS. Safe to stop and to run again. ' +
    'To replace a master key: add the new one at the end of SECRETS_MASTER_KEYS everywhere, then put it first everywhere, ' +
    'then run this, then remove the old one',
})
export class RotateSecretsCommand extends CommandRunner {
  constructor(
    private readonly rotation: MasterKeyRotation,
    private readonly places: SealedPlaces,
  ) {
    super();
  }

  async run(_args: string[], options: OutputOptions): Promise<void> {
    const report = await this.rotation.run({
      places: this.places.all,
      onProgress: ({ place, done, total }) => showProgress(`${bar(done, total)} ${done}/${total} ${place}`),
    });
    endProgress();
    print(options, report, sentencesOf(report));
    if (report.stillNeeded.length > 0 || report.places.some(({ failed }) => failed.length > 0)) {
      process.exitCode = 1;
    }
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

@Command({ name: 'secrets', description: 'What is sealed', subCommands: [RotateSecretsCommand] })
export class SecretsCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}

const BAR_WIDTH = 24;

function bar(done: number, total: number): string {
  const filled = Math.round((BAR_WIDTH * done) / Math.max(total, 1));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

function sentencesOf({ writingKeyId, places, stillNeeded }: RotationReport): string[] {
  const changed = places.filter(({ renewed }) => renewed > 0);
  return [
    ...changed.map(({ place, renewed }) => `Sealed under ${writingKeyId} now: ${renewed} ${place}.`),
    ...places.flatMap(({ place, failed }) =>
      failed.map(({ id, reason }) => `Left as it is: ${id} of the ${place}. ${reason}`),
    ),
    ...stillNeeded.map(
      ({ keyId, values }) =>
        `${values} values still need the master key ${keyId}: keep it. If they are new, a process is still running with ${keyId} first; restart it and run this again.`,
    ),
    ...(stillNeeded.length === 0
      ? [
          `Everything is sealed under ${writingKeyId}: no other key of SECRETS_MASTER_KEYS is needed. Backups from before need theirs.`,
        ]
      : []),
  ];
}
