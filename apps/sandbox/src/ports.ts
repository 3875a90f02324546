/** Each vendor's default port and the variable that changes it. */
export const VENDOR_PORTS = {
  stripe: { port: 4010, variable: 'SANDBOX_STRIPE_PORT' },
  anthropic: { port: 4011, variable: 'SANDBOX_ANTHROPIC_PORT' },
  fly: { port: 4012, variable: 'SANDBOX_FLY_PORT' },
  mail: { port: 4017, variable: 'SANDBOX_MAIL_PORT' },
  channels: { port: 4018, variable: 'SANDBOX_CHANNELS_PORT' },
} as const;

/** The ports to listen on; 0 means any free one. Throws with every wrong variable at once. */
export function portsFromEnvironment(env: Record<string, string | undefined>): Record<string, number> {
  const wrong: string[] = [];
  const ports = Object.entries(VENDOR_PORTS).map(([name, { port, variable }]) => {
    const text = env[variable];
    const chosen = text === undefined || text === '' ? port : Number(text);
    if (!Number.isInteger(chosen) || chosen < 0 || chosen > 65_535) wrong.push(`${variable}="${text}"`);
    return [name, chosen] as const;
  });
  if (wrong.length > 0) throw new Error(`not a port from 0 to 65535: ${wrong.join(', ')}`);
  return Object.fromEntries(ports);
}
