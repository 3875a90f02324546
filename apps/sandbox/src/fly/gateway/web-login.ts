import { setTimeout as pause } from 'node:timers/promises';
import type { Fly } from '../fly.js';
import { realNow } from '../state/real-time.js';
import { agentConfig, at } from './agent-config.js';
import type { Agent } from './gateway.js';
import { RpcRefused } from './rpc-refused.js';
import { codeOf, isFresh, linkOf, newLogin, ranOut, setLink } from './whatsapp-link.js';

type Params = Record<string, unknown>;

interface LoginAnswer {
  message: string;
  connected?: boolean;
  qrDataUrl?: string;
}

const WAIT_MS = 120_000;
const LEAST_WAIT_MS = 1_000;
const LOOK_MS = 100;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  channel: (value) => typeof value === 'string' && value !== '',
  sessionKey: (value) => typeof value === 'string' && value !== '',
  accountId: (value) => typeof value === 'string',
  force: (value) => typeof value === 'boolean',
  verbose: (value) => typeof value === 'boolean',
  timeoutMs: (value) => Number.isInteger(value) && Number(value) >= 0,
  currentQrDataUrl: (value) =>
    typeof value === 'string' && value.length <= 16_384 && value.startsWith('data:image/png;base64,'),
};

/** `web.login.start`: begins to link WhatsApp, or shows the code of a login that was begun. */
export function loginStart(fly: Fly, agent: Agent, params: Params): LoginAnswer {
  check('web.login.start', params, ['channel', 'force', 'timeoutMs', 'verbose', 'accountId']);
  mustHaveChannel(agent, params);
  const { machine, process } = agent;
  const link = linkOf(fly, machine);
  const force = params['force'] === true;
  // Between the scan and the `wait` that tells of it nothing listens for messages: then the login goes on.
  if (link && !force && !process.login) {
    return { message: `WhatsApp is already linked (${link.e164}). Say “relink” if you want a fresh QR.` };
  }
  if (link && force) {
    setLink(fly, machine, undefined);
    process.login = undefined;
  }
  const running = process.login;
  if (running && isFresh(fly, running)) {
    const qrDataUrl = codeOf(fly, machine, running);
    return { qrDataUrl, message: 'QR already active. Scan it in WhatsApp → Linked Devices.' };
  }
  const login = newLogin(fly);
  process.login = login;
  const qrDataUrl = codeOf(fly, machine, login);
  return { qrDataUrl, message: 'Scan this QR in WhatsApp → Linked Devices.' };
}

/** `web.login.wait`: answers when something happened to the login, at the latest when the time is up. */
export async function loginWait(fly: Fly, agent: Agent, params: Params): Promise<LoginAnswer> {
  check('web.login.wait', params, ['channel', 'sessionKey', 'timeoutMs', 'accountId', 'currentQrDataUrl']);
  mustHaveChannel(agent, params);
  const { machine, process } = agent;
  const shown = params['currentQrDataUrl'];
  const timeoutMs = Math.max(LEAST_WAIT_MS, Number(params['timeoutMs'] ?? WAIT_MS));
  const deadline = realNow() + timeoutMs;
  const { login } = process;
  if (!login) return { connected: false, message: 'No active WhatsApp login in progress.' };
  if (!isFresh(fly, login)) {
    process.login = undefined;
    return { connected: false, message: 'The login QR expired. Ask me to generate a new one.' };
  }
  for (;;) {
    if (machine.process !== process) throw new RpcRefused('UNAVAILABLE', 'gateway is shutting down');
    if (process.login !== login) return { connected: false, message: 'Login ended without a connection.' };
    if (login.scanned) {
      process.login = undefined;
      return { connected: true, message: '✅ Linked! WhatsApp is ready.' };
    }
    if (ranOut(fly, login)) {
      process.login = undefined;
      return { connected: false, message: 'WhatsApp login failed: QR refs attempts ended (status 408)' };
    }
    const qrDataUrl = codeOf(fly, machine, login);
    if (shown !== undefined && shown !== qrDataUrl) {
      const message = 'QR refreshed. Scan the latest code in WhatsApp → Linked Devices.';
      return { connected: false, message, qrDataUrl };
    }
    if (realNow() >= deadline) {
      const message = 'Still waiting for the QR scan. Let me know when you’ve scanned it.';
      return { connected: false, message };
    }
    await pause(LOOK_MS, undefined, { ref: false });
  }
}

function check(method: string, params: Params, names: string[]): void {
  for (const [name, value] of Object.entries(params)) {
    const problem = !names.includes(name)
      ? `unexpected property '${name}'`
      : TYPES[name]?.(value)
        ? null
        : `at /${name}: wrong value`;
    if (problem) throw new RpcRefused('INVALID_REQUEST', `invalid ${method} params: ${problem}`);
  }
}

/** Without a name the first messenger that links by a code is meant, and there is one only. */
function mustHaveChannel({ machine }: Agent, params: Params): void {
  const name = (typeof params['channel'] === 'string' ? params['channel'] : 'whatsapp').trim().toLowerCase();
  const configured = at(agentConfig(machine)?.parsed, 'channels', name);
  if (configured !== undefined && at(configured, 'enabled') !== false) {
    if (name === 'whatsapp') return;
    throw new RpcRefused('INVALID_REQUEST', `web login is not supported by provider ${name}`);
  }
  throw new RpcRefused('INVALID_REQUEST', 'web login provider is not available');
}
