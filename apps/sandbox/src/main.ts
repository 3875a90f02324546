import { allVendors, limitsFromEnvironment, portsFromEnvironment, startSandbox } from './index.js';

/** Runs the sandbox as a process of its own until it is told to stop. */
async function main(): Promise<void> {
  const ports = portsFromEnvironment(process.env);
  const stateFile = process.env['SANDBOX_STATE_FILE'] || undefined;
  const sandbox = await startSandbox(allVendors({ stripe: { rateLimits: limitsFromEnvironment() } }), {
    ports,
    stateFile,
  });
  for (const [name, url] of Object.entries(sandbox.urls)) process.stdout.write(`sandbox ${name} ${url}\n`);

  let stopping = false;
  const stop = () => {
    // A second signal while connections close must not start over.
    if (stopping) return;
    stopping = true;
    void sandbox.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  const code = (error as { code?: string }).code;
  const port = (error as { port?: number }).port;
  const hint =
    code === 'EADDRINUSE'
      ? `port ${port} is already in use; free it or set another SANDBOX_*_PORT`
      : String(error);
  process.stderr.write(`sandbox could not start: ${hint}\n`);
  process.exit(1);
});
