import { AppConfig, AppLogger } from '@automna/core';
import { CommandFactory } from 'nest-commander';
import { explainStartFailure } from '../start-failure.js';
import { throwawayConfig } from '../throwaway-config.js';
import { CliModule } from './cli.module.js';

function fail(error: unknown): never {
  // Commander's way of saying that it printed the help, and that this was what was asked for.
  if ((error as { exitCode?: number }).exitCode === 0) process.exit(0);
  const line = explainStartFailure(error) ?? (error instanceof Error ? error.message : String(error));
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

try {
  // Asking for help needs no settings.
  const args = process.argv.slice(2);
  const help = args.length === 0 || args.some((arg) => ['--help', '-h', 'help'].includes(arg));
  const config = help ? throwawayConfig() : AppConfig.fromEnvironment(process.env);
  await CommandFactory.run(CliModule.forRoot(config), {
    logger: AppLogger.create({ level: config.logLevel }),
    errorHandler: fail,
    serviceErrorHandler: fail,
  });
} catch (error) {
  fail(error);
}
