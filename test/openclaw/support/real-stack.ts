import { Stack } from '../../support/stack.js';

/**
 * The whole product on real OpenClaw gateways. `SANDBOX_OPENCLAW_CACHE` and `XDG_CACHE_HOME` of the caller say where npm
 * puts OpenClaw, so that it is fetched once and not for every run.
 */
export function startRealStack(): Promise<Stack> {
  const names = ['SANDBOX_OPENCLAW_CACHE', 'XDG_CACHE_HOME', 'HOME'];
  const caller = Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
  return Stack.start({ bootMs: 400, sandboxEnv: { ...caller, SANDBOX_MACHINES: 'openclaw' } });
}
