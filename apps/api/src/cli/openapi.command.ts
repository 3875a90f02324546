import { writeFileSync } from 'node:fs';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { renderOpenApi } from '../render-openapi.js';
import { type OutputOptions, print } from './output.js';

interface WriteOptions extends OutputOptions {
  file?: string;
}

@SubCommand({ name: 'write', description: 'Writes the OpenAPI document of the API to a file' })
export class WriteOpenApiCommand extends CommandRunner {
  async run(_args: string[], options: WriteOptions): Promise<void> {
    const file = options.file ?? 'openapi.json';
    writeFileSync(file, await renderOpenApi());
    print(options, { file }, [`Wrote ${file}.`]);
  }

  @Option({ flags: '--file <file>', description: 'where to write; openapi.json by default' })
  file(value: string): string {
    return value;
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

@Command({ name: 'openapi', description: 'The API document', subCommands: [WriteOpenApiCommand] })
export class OpenApiCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
