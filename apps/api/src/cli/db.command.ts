import { LibsqlDataSource } from '@automna/core';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { DataSource } from 'typeorm';
import { type OutputOptions, print } from './output.js';

@SubCommand({
  name: 'migrate',
  description: 'Brings the schema up to date and says which migrations are applied',
})
export class MigrateCommand extends CommandRunner {
  constructor(private readonly database: DataSource) {
    super();
  }

  /** Opening the database has migrated it already; what is left is to say so. */
  async run(_args: string[], options: OutputOptions): Promise<void> {
    const rows: { name: string }[] = await this.database.query('SELECT name FROM migrations ORDER BY id');
    const names = rows.map((row) => row.name);
    const foreignKeys = this.database instanceof LibsqlDataSource && this.database.foreignKeysEnforced;
    print(options, { migrations: names, foreignKeysEnforced: foreignKeys }, [
      `The schema is up to date: ${names.length} migrations applied, the last one is ${names.at(-1) ?? 'none'}.`,
    ]);
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

@Command({ name: 'db', description: 'The database', subCommands: [MigrateCommand] })
export class DbCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
