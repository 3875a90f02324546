import { BadSandboxInput } from './bad-input.js';

/** Refuses any address that is not this machine: the sandbox never reaches the outside. */
export function assertLoopback(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new BadSandboxInput(`"${address}" is not a URL.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return url;
  throw new BadSandboxInput(`The sandbox only calls this machine, not "${url.hostname}".`);
}
