import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.js';
import { refusal, type CallKind, type KeyRing, type KeyState } from './keys.js';
import { VERSIONS } from './message-input.js';

const HANG_MS = 90_000;

/** Either header: SDKs since 1.0 send Bearer, plain HTTP sends x-api-key. */
export function keyOf(request: FastifyRequest): string {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string') return header;
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '');
  if (!bearer?.[1]) throw new ApiError(401, 'x-api-key header is required');
  return bearer[1];
}

/** The version asked for. */
export function versionOf(request: FastifyRequest): string {
  const version = request.headers['anthropic-version'];
  if (typeof version !== 'string') throw new ApiError(400, 'anthropic-version: header is required');
  if (!VERSIONS.includes(version)) {
    throw new ApiError(
      400,
      `anthropic-version: "${version}" is not a supported version; use ${VERSIONS.join(' or ')}`,
    );
  }
  return version;
}

/** Lets a good key pass; does to the others what their state says. Undefined when the connection was taken over. */
export function admit(
  keys: KeyRing,
  request: FastifyRequest,
  reply: FastifyReply,
  call: CallKind,
): KeyState | undefined {
  const state = keys.stateOf(keyOf(request));
  if (state === 'hang' || state === 'drop') {
    reply.hijack();
    takeOver(request, state);
    return undefined;
  }
  const refused = refusal(state, call);
  if (refused) throw refused;
  return state;
}

function takeOver(request: FastifyRequest, state: 'hang' | 'drop'): void {
  const { socket } = request.raw;
  if (state === 'drop') {
    socket.destroy();
    return;
  }
  const timer = setTimeout(() => socket.destroy(), HANG_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
