import { createHash, randomUUID } from 'node:crypto';
import type { Fly } from '../fly.js';
import type { Machine, WhatsAppLink, WhatsAppLogin } from '../state/types.js';
import { qrDataUrl } from './qr-picture.js';

/** WhatsApp shows the first code for a minute, five more for twenty seconds each, and then hangs up. */
const FIRST_CODE_MS = 60_000;
const NEXT_CODE_MS = 20_000;
const CODES = 6;
const ALL_CODES_MS = FIRST_CODE_MS + (CODES - 1) * NEXT_CODE_MS;
/** How long OpenClaw holds on to a login, whatever became of it. */
const LOGIN_MS = 180_000;

/** The phone number a machine is linked with: kept on its volume, or in a machine without one until the next boot. */
export function linkOf(fly: Fly, machine: Machine): WhatsAppLink | undefined {
  return placeOf(fly, machine)?.whatsapp;
}

/** Links a machine, or takes its link away. */
export function setLink(fly: Fly, machine: Machine, link: WhatsAppLink | undefined): void {
  const place = placeOf(fly, machine);
  if (place) place.whatsapp = link;
}

/** Begins to show codes. */
export function newLogin(fly: Fly): WhatsAppLogin {
  return { seed: randomUUID(), startedAt: fly.clock.now().getTime() };
}

/** OpenClaw still knows of this login. */
export function isFresh(fly: Fly, login: WhatsAppLogin): boolean {
  return ageOf(fly, login) < LOGIN_MS;
}

/** WhatsApp hung up because nobody scanned any of the codes. */
export function ranOut(fly: Fly, login: WhatsAppLogin): boolean {
  return !login.scanned && ageOf(fly, login) >= ALL_CODES_MS;
}

/** The newest code of a login. What it says tells a curious person how to play the phone. */
export function codeOf(fly: Fly, machine: Machine, login: WhatsAppLogin): string {
  const late = Math.max(0, ageOf(fly, login) - FIRST_CODE_MS);
  const past = ageOf(fly, login) < FIRST_CODE_MS ? 0 : 1 + Math.floor(late / NEXT_CODE_MS);
  const reference = digest(`${login.seed} ${Math.min(past, CODES - 1)}`);
  return qrDataUrl(`2@${reference},POST /_sandbox/fly/machines/${machine.id}/whatsapp {"scan":true}`);
}

function ageOf(fly: Fly, login: WhatsAppLogin): number {
  return fly.clock.now().getTime() - login.startedAt;
}

function placeOf(fly: Fly, machine: Machine): { whatsapp?: WhatsAppLink } | undefined {
  const id = machine.config.mounts?.[0]?.volume;
  return id === undefined ? machine.process : fly.store.volumes.get(id);
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
