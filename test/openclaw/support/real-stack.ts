import { Stack } from '../../support/stack.js';

/** What npm must know of this computer to reach its registry, and where OpenClaw may be kept. */
const OF_CALLER =
  /^(npm_config_.*|sandbox_openclaw_cache|xdg_cache_home|home|node_extra_ca_certs|ssl_cert_file|https?_proxy|no_proxy)$/i;

/**
 * The whole product on real OpenClaw gateways. `SANDBOX_OPENCLAW_CACHE` and `XDG_CACHE_HOME` of the caller say where npm
 * puts OpenClaw, so that it is fetched once and not for every run.
 */
export function startRealStack(): Promise<Stack> {
  const caller = Object.entries(process.env).flatMap(([name, value]) =>
    OF_CALLER.test(name) && value ? [[name, value] as const] : [],
  );
  return Stack.start({
    bootMs: 400,
    sandboxEnv: { ...Object.fromEntries(caller), SANDBOX_MACHINES: 'openclaw' },
  });
}
