import { badRequest } from '../errors.js';
import type { MachineConfig, MachineService } from '../state/types.js';
import { bool, integer, isObject, objectWith, text } from './input.js';

const CONFIG_FIELDS = [
  'auto_destroy', 'cache_drive', 'checks', 'containers', 'disable_machine_autostart', 'dns', 'env', 'files', 'guest',
  'image', 'init', 'metadata', 'metrics', 'mounts', 'processes', 'restart', 'rootfs', 'schedule', 'services', 'size',
  'standbys', 'statics', 'stop_config',
]; // prettier-ignore
const SERVICE_FIELDS = [
  'autostart', 'autostop', 'checks', 'concurrency', 'force_instance_description', 'force_instance_key',
  'internal_port', 'min_machines_running', 'ports', 'protocol',
]; // prettier-ignore

/** Checks a posted config and returns it the way the API reads it back. */
export function readConfig(value: unknown): MachineConfig {
  if (value === undefined) throw badRequest('config is required');
  const posted = objectWith(structuredClone(value), CONFIG_FIELDS, 'config');
  if (typeof posted['image'] !== 'string' || posted['image'] === '')
    throw badRequest('config.image is required');
  textMap(posted['env'], 'config.env');
  textMap(posted['metadata'], 'config.metadata');
  // What boots and proxies read later has to be right now: a timer has nobody to answer 400 to.
  objects(posted['mounts'], 'config.mounts');
  objects(posted['processes'], 'config.processes');
  objects(posted['files'], 'config.files').forEach(checkFile);
  if (isObject(posted['init'])) words(posted['init']);
  for (const name of ['checks', 'restart', 'init', 'guest']) objectOrNothing(posted[name], `config.${name}`);
  const policy = isObject(posted['restart']) ? posted['restart']['policy'] : undefined;
  if (policy !== undefined && !['no', 'always', 'on-failure'].includes(String(policy))) {
    throw badRequest(`config.restart.policy must be "no", "always" or "on-failure", not "${String(policy)}"`);
  }
  const guest = guestOf(posted['guest'], posted['size']);
  return {
    ...posted,
    image: posted['image'],
    init: isObject(posted['init']) ? posted['init'] : {},
    guest,
    restart: isObject(posted['restart']) ? posted['restart'] : { policy: 'on-failure', max_retries: 10 },
    ...(posted['services'] === undefined ? {} : { services: servicesOf(posted['services']) }),
  };
}

function servicesOf(value: unknown): MachineService[] {
  if (!Array.isArray(value)) throw badRequest('config.services must be a list');
  return value.map((item: unknown, index) => {
    const at = `config.services[${index}]`;
    const service = objectWith(item, SERVICE_FIELDS, at);
    integer(service['internal_port'], `${at}.internal_port`, 0, 65_535);
    integer(service['min_machines_running'], `${at}.min_machines_running`);
    bool(service['autostart'], `${at}.autostart`);
    const autostop = service['autostop'];
    if (autostop === undefined) return service as MachineService;
    // Written as a word, read back as a boolean, except "suspend".
    const readBack: Record<string, boolean | 'suspend'> = {
      off: false,
      false: false,
      stop: true,
      true: true,
      suspend: 'suspend',
    };
    const known = readBack[String(autostop)];
    if (known === undefined) throw badRequest(`${at}.autostop must be "off", "stop" or "suspend"`);
    return { ...service, autostop: known } as MachineService;
  });
}

function guestOf(value: unknown, size: unknown): NonNullable<MachineConfig['guest']> {
  const [, sizeKind, sizeCpus] = /^(shared|performance)(?:-cpu)?-(\d+)x$/.exec(String(size ?? '')) ?? [];
  if (size !== undefined && !sizeKind) throw badRequest(`config.size "${String(size)}" is not a known size`);
  const asked = isObject(value) ? value : {};
  const kind = String(asked['cpu_kind'] ?? sizeKind ?? 'shared');
  const cpus = Number(asked['cpus'] ?? sizeCpus ?? 1);
  const [least, most] = kind === 'performance' ? [2048, 8192] : [256, 2048];
  const memory = Number(asked['memory_mb'] ?? least * cpus);
  if (!['shared', 'performance'].includes(kind))
    throw badRequest(`config.guest.cpu_kind "${kind}" is not known`);
  if (![1, 2, 4, 6, 8, 16].includes(cpus)) throw badRequest(`config.guest.cpus must be 1, 2, 4, 6, 8 or 16`);
  if (!Number.isInteger(memory) || memory % 256 !== 0 || memory < least * cpus || memory > most * cpus) {
    throw badRequest(
      `config.guest.memory_mb must be a multiple of 256 from ${least * cpus} to ${most * cpus} for ${kind}-cpu-${cpus}x`,
    );
  }
  return { ...asked, cpu_kind: kind, cpus, memory_mb: memory };
}

function checkFile(file: Record<string, unknown>, index: number): void {
  for (const name of ['guest_path', 'raw_value', 'secret_name'])
    text(file[name], `config.files[${index}].${name}`);
}

function objects(value: unknown, name: string): Record<string, unknown>[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw badRequest(`${name} must be a list of objects`);
}

function objectOrNothing(value: unknown, name: string): void {
  if (value !== undefined && value !== null && !isObject(value))
    throw badRequest(`${name} must be an object`);
}

function words(init: Record<string, unknown>): void {
  for (const name of ['exec', 'entrypoint', 'cmd']) {
    const value = init[name] ?? [];
    if (Array.isArray(value) && value.every((it) => typeof it === 'string')) continue;
    throw badRequest(`config.init.${name} must be a list of strings`);
  }
}

function textMap(value: unknown, name: string): void {
  if (value === undefined) return;
  if (!isObject(value)) throw badRequest(`${name} must be an object of strings`);
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') throw badRequest(`${name}.${key} must be a string`);
  }
}
