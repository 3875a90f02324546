import { asObject, BadSandboxInput, onlyFields } from '../../kernel/index.js';
import type { Fly } from '../fly.js';
import type { Machine } from '../state/types.js';
import { linkOf, ranOut, setLink } from './whatsapp-link.js';

const PHONE = '+491700000000';

/** Plays the phone of whoever links WhatsApp: scans the code a machine shows, or removes the machine from its devices. */
export function usePhone(fly: Fly, machine: Machine, body: unknown): object {
  const input = asObject(body, 'The phone');
  onlyFields(input, ['scan', 'as', 'logout'], 'The phone');
  const { scan, as = PHONE, logout } = input;
  if ((scan === true) === (logout === true) || (logout === true && input['as'] !== undefined)) {
    throw new BadSandboxInput('Send {"scan": true}, with "as" for another number, or {"logout": true}.');
  }
  if (typeof as !== 'string' || !/^\+[1-9]\d{6,14}$/.test(as)) {
    throw new BadSandboxInput('as must be a phone number such as "+491700000000".');
  }
  if (fly.openclaw) {
    throw new BadSandboxInput('Machines are real gateways here: only a real phone can scan their codes.');
  }
  if (scan) scanCode(fly, machine, as);
  else logOut(fly, machine);
  const link = linkOf(fly, machine);
  return { id: machine.id, linked: link !== undefined, as: link?.e164 ?? null };
}

function scanCode(fly: Fly, machine: Machine, e164: string): void {
  const login = machine.state === 'started' ? machine.process?.login : undefined;
  if (!login || login.scanned || ranOut(fly, login)) {
    throw new BadSandboxInput(`Machine ${machine.id} shows no code right now. Begin a login, then scan.`);
  }
  login.scanned = true;
  setLink(fly, machine, { e164, linkedAt: fly.clock.now().getTime() });
}

/** A running gateway hears of it at once, a sleeping one when it comes back; neither keeps its credentials. */
function logOut(fly: Fly, machine: Machine): void {
  if (!linkOf(fly, machine)) throw new BadSandboxInput(`Machine ${machine.id} is not linked with a phone.`);
  setLink(fly, machine, undefined);
  if (machine.process) machine.process.login = undefined;
}
