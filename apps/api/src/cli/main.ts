import { AppConfig, AppLogger } from '@automna/core';
import { CommandFactory } from 'nest-commander';
import { explainStartFailure } from '../start-failure.js';
import { CliModule } from './cli.module.js';

function fail(error: unknown): never {
  const line = explainStartFailure(error) ?? (error instanceof Error ? error.message : String(error));
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

try {
  const config = AppConfig.fromEnvironment(process.env);
  await CommandFactory.run(CliModule.forRoot(config), {
    logger: AppLogger.create({ level: config.logLevel }),
    cliName: 'automna',
    errorHandler: fail,
    serviceErrorHandler: fail,
  });
} catch (error) {
  fail(error);
}
