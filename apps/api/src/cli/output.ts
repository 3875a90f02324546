/** What every operation takes: `--json` for programs. */
export interface OutputOptions {
  json?: boolean;
}

/** Shows how far something is, on a terminal only: a log is not the place for a line that rewrites itself. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** Leaves the last line of progress standing. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\n');
}

/** Prints a result: one JSON document for programs, sentences for people. */
export function print(options: OutputOptions, result: object, sentences: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${sentences.join('\n')}\n`);
}

interface Finding<Repair extends string> {
  sentence: string;
  repair: Repair | 'person';
  repairedAt: Date | null;
  /** What became of repairing it; null when nobody tried. */
  outcome: string | null;
}

/** A finding of a comparison as a line for people; `planned` says what a repair would do. */
export function findingSentence<Repair extends string>(
  { sentence, repair, repairedAt, outcome }: Finding<Repair>,
  planned: Readonly<Record<Repair, string>>,
): string {
  if (repairedAt) return `Repaired: ${sentence}. ${outcome ?? ''}`.trim();
  if (outcome) return `Open: ${sentence}. ${outcome}`;
  return repair === 'person' ? `For a person: ${sentence}` : `Would ${planned[repair]}: ${sentence}`;
}
