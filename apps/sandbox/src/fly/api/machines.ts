import type { FastifyInstance } from 'fastify';
import { badRequest, conflict, FlyError, notFound } from '../errors.js';
import type { Fly } from '../fly.js';
import { hex, machineName, ulid } from '../state/ids.js';
import { DEFAULT_REGION, isRegion } from '../state/regions.js';
import { checkSecretsVersion } from '../state/secrets.js';
import { mustReach } from '../state/troubles.js';
import type { Machine } from '../state/types.js';
import { readConfig } from './config.js';
import { bodyOf, bool, integer, listOf, queryOf, text } from './input.js';
import { mustHoldLease, takeLease } from './leases.js';
import { attach, mountable } from './mounts.js';
import { pageOf } from './paging.js';
import { machineView } from './views.js';

interface MachineRoute {
  Params: { app: string; machine: string };
}

const CREATE_FIELDS = [
  'config', 'lease_ttl', 'min_secrets_version', 'name', 'region', 'skip_launch', 'skip_secrets',
  'skip_service_registration',
]; // prettier-ignore

const MAX_VERSIONS = 100;

/** Machines: create, list, get, update, destroy. */
export function machineRoutes(server: FastifyInstance, fly: Fly): void {
  const { store, lifecycle } = fly;
  const machineOf = (params: MachineRoute['Params']) => store.machine(params.app, params.machine);

  server.get<MachineRoute>('/apps/:app/machines', (request, reply) => {
    fly.limit('machine.list', request.params.app);
    const query = queryOf(request);
    const { name } = store.app(request.params.app);
    const all = [...store.machines.values()].filter((it) => it.app === name);
    const states = listOf(query['state']);
    const wanted = Object.entries(query).filter(([key]) => key.startsWith('metadata.'));
    const found = all.filter(
      (it) =>
        (query['include_deleted'] === 'true' || it.state !== 'destroyed') &&
        (states.length === 0 || states.includes(it.state)) &&
        (!query['region'] || it.region === query['region']) &&
        wanted.every(([key, value]) => it.config.metadata?.[key.slice('metadata.'.length)] === value),
    );
    const limit = integer(query['limit'], 'limit', 1, 1000);
    const { page, next } = pageOf(found, limit, text(query['cursor'], 'cursor'));
    if (next) reply.header('fly-next-cursor', next);
    const view = { summary: bool(query['summary'], 'summary'), leases: query['include_leases'] === 'true' };
    return page.map((machine) => machineView(machine, view));
  });

  server.post<MachineRoute>('/apps/:app/machines', (request) => {
    fly.limit('machine.create', request.params.app);
    const app = store.app(request.params.app);
    const input = bodyOf(request, CREATE_FIELDS);
    const config = readConfig(input['config']);
    const asked = text(input['region'], 'region');
    if (asked !== undefined && !isRegion(asked)) throw badRequest(`region "${asked}" is not known`);
    const volume = mountable(fly, { app: app.name, region: asked }, config);
    const name = text(input['name'], 'name');
    if (name && store.machinesOf(app.name).some((it) => it.name === name)) {
      throw new FlyError(409, `already_exists: unique machine name violation, machine "${name}" exists`);
    }
    const minSecretsVersion = integer(input['min_secrets_version'], 'min_secrets_version');
    checkSecretsVersion(app, minSecretsVersion);
    const leaseTtl = integer(input['lease_ttl'], 'lease_ttl', 0, 3600);
    const skipLaunch = bool(input['skip_launch'], 'skip_launch') ?? false;
    const region = asked ?? volume?.region ?? DEFAULT_REGION;
    fly.troubles.mustHaveRoom(region, 'machine');
    if (!skipLaunch) lifecycle.mustHaveRoom();

    const now = fly.clock.now();
    const version = ulid(now.getTime());
    const machine: Machine = {
      id: hex(7),
      app: app.name,
      name: name ?? machineName(),
      region,
      state: 'created',
      version,
      config,
      privateIp: `fdaa:0:22b7:a7b:${hex(2)}:${hex(2)}:${hex(2)}:2`,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      events: [],
      versions: [{ version, user_config: config }],
      cordoned: false,
      hostStatus: 'ok',
      minSecretsVersion: minSecretsVersion ?? 0,
      lastTraffic: now.getTime(),
      agent: { inputTokens: 0, outputTokens: 0, turns: 0, logs: [], logsGone: 0 },
    };
    store.machines.set(machine.id, machine);
    attach(fly, machine.id, volume);
    lifecycle.enter(machine, 'created', 'launch', 'user');
    if (!skipLaunch) lifecycle.start(machine);
    const nonce = leaseTtl ? { nonce: takeLease(fly, machine, leaseTtl).nonce } : {};
    return { ...machineView(machine), ...nonce };
  });

  server.get<MachineRoute>('/apps/:app/machines/:machine', (request) => {
    fly.limit('machine.get', request.params.machine);
    const machine = machineOf(request.params);
    const query = queryOf(request);
    const view = machineView(machine, { leases: query['include_leases'] === 'true' });
    const version = text(query['version'], 'version');
    if (!version || version === machine.version) return view;
    const old = machine.versions.find((it) => it.version === version);
    if (!old) throw notFound(`machine version "${version}"`);
    return { ...view, version, instance_id: version, config: old.user_config, state: 'replaced' };
  });

  server.post<MachineRoute>('/apps/:app/machines/:machine', (request) => {
    fly.limit('machine.update', request.params.machine);
    const machine = machineOf(request.params);
    const app = store.app(machine.app);
    mustHoldLease(fly, machine, request);
    if (['destroying', 'destroyed'].includes(machine.state)) throw conflict(`machine is ${machine.state}`);
    const input = bodyOf(request, [...CREATE_FIELDS, 'current_version']);
    const current = text(input['current_version'], 'current_version');
    if (current !== undefined && current !== machine.version) {
      throw conflict(`machine version mismatch: current_version ${current} is not ${machine.version}`);
    }
    for (const field of ['region', 'name'] as const) {
      const value = text(input[field], field);
      if (value !== undefined && value !== machine[field])
        throw badRequest(`${field} of a machine cannot be changed`);
    }
    const config = readConfig(input['config']);
    const volume = mountable(
      fly,
      { app: machine.app, region: machine.region, machineId: machine.id },
      config,
    );
    const minSecretsVersion = integer(input['min_secrets_version'], 'min_secrets_version');
    checkSecretsVersion(app, minSecretsVersion);
    const leaseTtl = integer(input['lease_ttl'], 'lease_ttl', 0, 3600);
    const skipLaunch = bool(input['skip_launch'], 'skip_launch') ?? false;
    mustReach(machine);
    if (!skipLaunch) lifecycle.mustHaveRoom(machine);

    machine.config = config;
    machine.version = ulid(fly.clock.now().getTime());
    machine.versions.unshift({ version: machine.version, user_config: config });
    machine.versions.length = Math.min(machine.versions.length, MAX_VERSIONS);
    machine.minSecretsVersion = Math.max(machine.minSecretsVersion, minSecretsVersion ?? 0);
    attach(fly, machine.id, volume);
    lifecycle.updated(machine, skipLaunch);
    const nonce = leaseTtl ? { nonce: takeLease(fly, machine, leaseTtl).nonce } : {};
    return { ...machineView(machine), ...nonce };
  });

  server.delete<MachineRoute>('/apps/:app/machines/:machine', (request) => {
    fly.limit('machine.destroy', request.params.machine);
    const machine = machineOf(request.params);
    mustHoldLease(fly, machine, request);
    if (queryOf(request)['force'] !== 'true') mustReach(machine);
    const atRest = ['created', 'stopped', 'suspended', 'failed', 'destroying', 'destroyed'].includes(
      machine.state,
    );
    if (!atRest && queryOf(request)['force'] !== 'true') {
      throw new FlyError(
        412,
        `failed_precondition: unable to destroy machine, not currently stopped, suspended or failed (it is ${machine.state}); use force=true`,
      );
    }
    lifecycle.destroy(machine);
    return { ok: true };
  });
}
