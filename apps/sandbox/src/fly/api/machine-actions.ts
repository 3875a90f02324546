import type { FastifyInstance } from 'fastify';
import { badRequest, FlyError } from '../errors.js';
import type { Fly } from '../fly.js';
import { mustReach } from '../state/troubles.js';
import type { Machine } from '../state/types.js';
import { bodyOf, integer, isObject, listOf, queryOf, text } from './input.js';
import { mustHoldLease } from './leases.js';

interface MachineRoute {
  Params: { app: string; machine: string };
}

const MAX_WAIT_SECONDS = 60;
const WAITABLE = ['started', 'stopped', 'suspended', 'destroyed', 'failed', 'settled'];
const SETTLED = ['started', 'stopped', 'suspended', 'destroyed', 'failed'];
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGTERM'];

/** Start, stop, suspend, restart, cordon; wait; events and versions. */
export function machineActionRoutes(server: FastifyInstance, fly: Fly): void {
  const { lifecycle } = fly;
  const base = '/apps/:app/machines/:machine';
  const machineOf = (params: MachineRoute['Params']) => fly.store.machine(params.app, params.machine);

  const action = (name: string, fields: string[], act: (machine: Machine) => unknown) =>
    server.post<MachineRoute>(`${base}/${name}`, (request) => {
      fly.limit(`machine.${name}`, request.params.machine);
      const machine = machineOf(request.params);
      mustHoldLease(fly, machine, request);
      const signal = text(bodyOf(request, fields)['signal'] ?? queryOf(request)['signal'], 'signal');
      if (signal && !SIGNALS.includes(signal)) throw badRequest(`signal "${signal}" is not known`);
      mustReach(machine);
      const extra = act(machine);
      return { ok: true, ...(isObject(extra) ? extra : {}) };
    });

  action('start', [], (machine) => {
    const previous_state = machine.state;
    lifecycle.start(machine);
    return { previous_state, migrated: false, new_host: '' };
  });
  action('stop', ['signal', 'timeout'], (machine) => lifecycle.stop(machine));
  action('suspend', [], (machine) => lifecycle.suspend(machine));
  action('restart', [], (machine) => lifecycle.restart(machine));
  action('cordon', [], (machine) => void (machine.cordoned = true));
  action('uncordon', [], (machine) => void (machine.cordoned = false));
  action('signal', ['signal'], (machine) => {
    if (machine.state !== 'started')
      throw new FlyError(412, `failed_precondition: machine is ${machine.state}`);
  });

  server.get<MachineRoute>(`${base}/wait`, async (request) => {
    fly.limit('machine.wait', request.params.machine);
    const machine = machineOf(request.params);
    const query = queryOf(request);
    const states = query['state'] === undefined ? ['started'] : listOf(query['state']);
    const unknown = states.find((it) => !WAITABLE.includes(it));
    if (unknown) throw badRequest(`state "${unknown}" cannot be waited for; use ${WAITABLE.join(', ')}`);
    const version = text(query['version'] ?? query['instance_id'], 'version');
    if (states.includes('stopped') && !version) {
      throw badRequest('version (formerly instance_id) is required when waiting for stopped');
    }
    const seconds = integer(query['timeout'], 'timeout', 1) ?? MAX_WAIT_SECONDS;
    const wanted = states.includes('settled') ? [...states, ...SETTLED] : states;
    const after = text(query['from_event_id'], 'from_event_id');
    const reached = () => {
      if (version !== undefined && machine.version !== version) return false;
      // Ids sort by time: a state that came and went since the given event counts too.
      const passed = after ? machine.events.filter((it) => it.id > after) : [];
      return wanted.includes(machine.state) || passed.some((it) => wanted.includes(it.status));
    };
    if (!(await lifecycle.waitFor(machine, reached, Math.min(seconds, MAX_WAIT_SECONDS) * 1000))) {
      throw new FlyError(
        408,
        `deadline_exceeded: machine failed to reach desired state, ${states.join(', ')}, currently ${machine.state}`,
      );
    }
    return {
      ok: true,
      state: machine.state,
      version: machine.version,
      event_id: machine.events[0]?.id ?? '',
    };
  });

  server.get<MachineRoute>(`${base}/events`, (request) => {
    fly.limit('machine.events', request.params.machine);
    const limit = integer(queryOf(request)['limit'], 'limit', 1, 50) ?? 20;
    return machineOf(request.params).events.slice(0, limit);
  });

  server.get<MachineRoute>(`${base}/versions`, (request) => {
    fly.limit('machine.versions', request.params.machine);
    return machineOf(request.params).versions;
  });
}
