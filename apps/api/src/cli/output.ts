/** What every operation takes: `--json` for programs. */
export interface OutputOptions {
  json?: boolean;
}

/** Prints a result: one JSON document for programs, sentences for people. */
export function print(options: OutputOptions, result: object, sentences: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${sentences.join('\n')}\n`);
}
