import { AppConfig, stopOnSignals } from '@automna/core';
import { createApp } from './create-app.js';
import { SandboxSeed } from './sandbox/sandbox-seed.js';
import { explainStartFailure } from './start-failure.js';

try {
  // Before Nest: a wrong setting should be one line, not a stack of half-built modules.
  const config = AppConfig.fromEnvironment(process.env);
  const app = await createApp(config);
  stopOnSignals(app);
  await app.init();
  if (config.profile === 'sandbox') await app.get(SandboxSeed, { strict: false }).plant();
  await app.listen(config.port, config.host);
  app.flushLogs();
} catch (error) {
  const line = explainStartFailure(error);
  process.stderr.write(
    line === null ? `${String((error as Error).stack ?? error)}\n` : `Cannot start: ${line}\n`,
  );
  process.exit(1);
}
