import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badRequest, conflict, notFound } from '../errors.js';
import type { Fly } from '../fly.js';
import { hex } from '../state/ids.js';
import { mustReach } from '../state/troubles.js';
import type { Lease, Machine } from '../state/types.js';
import { bodyOf, integer, queryOf, text } from './input.js';

interface MachineRoute {
  Params: { app: string; machine: string };
}

const MAX_TTL = 3600;

/** Exclusive locks on a machine. */
export function leaseRoutes(server: FastifyInstance, fly: Fly): void {
  const path = '/apps/:app/machines/:machine/lease';
  const machineOf = (params: MachineRoute['Params']) => fly.store.machine(params.app, params.machine);

  server.get<MachineRoute>(path, (request) => {
    fly.limit('lease.get', request.params.machine);
    const lease = liveLease(fly, machineOf(request.params));
    if (!lease) throw notFound('lease');
    const { nonce: _nonce, ...shown } = lease;
    return { status: 'success', data: shown };
  });

  server.post<MachineRoute>(path, (request, reply) => {
    fly.limit('lease.acquire', request.params.machine);
    const machine = machineOf(request.params);
    const input = bodyOf(request, ['ttl', 'description']);
    const ttl = integer(input['ttl'] ?? queryOf(request)['ttl'], 'ttl', 1, MAX_TTL) ?? 30;
    mustReach(machine);
    const held = liveLease(fly, machine);
    if (held && held.nonce !== nonceOf(request)) throw heldError(held);
    const lease = takeLease(fly, machine, ttl, text(input['description'], 'description'));
    return reply.code(201).send({ status: 'success', data: lease });
  });

  server.delete<MachineRoute>(path, (request) => {
    fly.limit('lease.release', request.params.machine);
    const machine = machineOf(request.params);
    const held = liveLease(fly, machine);
    if (!held) throw notFound('lease');
    const nonce = nonceOf(request);
    if (!nonce) throw badRequest('fly-machine-lease-nonce header is required');
    if (held.nonce !== nonce) throw heldError(held);
    machine.lease = undefined;
    return { status: 'success', data: { ok: true } };
  });
}

/** Takes or refreshes the lease; a refresh keeps its nonce. */
export function takeLease(fly: Fly, machine: Machine, ttl: number, description = ''): Lease {
  const nonce = liveLease(fly, machine)?.nonce ?? hex(6);
  const expires_at = fly.clock.nowSeconds() + ttl;
  machine.lease = { nonce, expires_at, owner: 'sandbox@fly.test', description, version: machine.version };
  return machine.lease;
}

/** Refuses a change by anyone but the holder of the lease. */
export function mustHoldLease(fly: Fly, machine: Machine, request: FastifyRequest): void {
  const held = liveLease(fly, machine);
  if (held && held.nonce !== nonceOf(request)) throw heldError(held);
}

/** The lease that has not run out. */
export function liveLease(fly: Fly, machine: Machine): Lease | undefined {
  return machine.lease && machine.lease.expires_at > fly.clock.nowSeconds() ? machine.lease : undefined;
}

function nonceOf(request: FastifyRequest): string | undefined {
  const header = request.headers['fly-machine-lease-nonce'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}

function heldError(held: Lease): Error {
  const until = new Date(held.expires_at * 1000).toISOString();
  return conflict(`machine lease is currently held by ${held.owner}, expires at ${until}`);
}
