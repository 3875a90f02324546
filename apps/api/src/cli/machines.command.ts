import { FleetReconcile, type FleetReport } from '@automna/fly-provisioner';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { endProgress, findingSentence, type OutputOptions, print, showProgress } from './output.js';

interface ReconcileMachinesOptions extends OutputOptions {
  repair?: boolean;
}

@SubCommand({
  name: 'reconcile',
  description:
    'Compares everything at Fly with our book, prices what nobody uses, and says what differs; exits with 1 while anything does',
})
export class ReconcileMachinesCommand extends CommandRunner {
  constructor(private readonly fleet: FleetReconcile) {
    super();
  }

  async run(_args: string[], options: ReconcileMachinesOptions): Promise<void> {
    const report = await this.fleet.run({
      mode: options.repair ? 'repair' : 'look',
      trigger: 'command',
      onProgress: ({ machines, volumes, looked, calls }) =>
        showProgress(`${machines} machines, ${volumes} volumes, ${looked} apps looked at, ${calls} requests`),
    });
    endProgress();
    print(options, { run: report.run, findings: report.findings }, sentencesOf(report));
    if (report.run.open > 0) process.exitCode = 1;
  }

  @Option({ flags: '--repair', description: 'also put right what needs no person' })
  repair(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

function sentencesOf({ run, findings }: FleetReport): string[] {
  const { machines, volumes, apps, looked, unread, calls, orphans, orphanCents } = run.counts;
  const sentences = [
    `Compared ${machines} machines and ${volumes} volumes in ${apps} apps with ${calls} requests, ${looked} apps closely.`,
  ];
  if (unread > 0) sentences.push(`${unread} apps could not be read: they have their turn again.`);
  if (orphans > 0) {
    const dollars = (orphanCents / 100).toFixed(2);
    sentences.push(
      `${orphans} ${orphans === 1 ? 'thing belongs' : 'things belong'} to nobody and cost $${dollars} a month: decide about them in the console.`,
    );
  }
  if (findings.length === 0) return [...sentences, 'Every machine is as it ought to be.'];
  return [
    ...sentences,
    ...findings.map((finding) => findingSentence(finding, PLANNED)),
    `${findings.length} findings, ${run.open} open.`,
  ];
}

const PLANNED = { apply: 'update the machine', redo: 'set it up again' } as const;

@Command({
  name: 'machines',
  description: 'The machines at Fly, and whether they are as they ought to be',
  subCommands: [ReconcileMachinesCommand],
})
export class MachinesCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
