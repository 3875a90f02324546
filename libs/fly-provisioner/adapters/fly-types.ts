/** The part of Fly's Machines API that we speak, in Fly's own words. */

export interface FlyApp {
  id?: string;
  name?: string;
  organization?: { slug?: string };
}

export type FlyIpType = 'v4' | 'v6' | 'shared_v4' | 'private_v6';

export interface FlyIp {
  ip?: string;
  region?: string;
  shared?: boolean;
}

export interface FlySecret {
  name?: string;
  digest?: string;
}

export interface FlyVolume {
  id: string;
  name?: string;
  region?: string;
  state?: string;
  attached_machine_id?: string | null;
  size_gb?: number;
  created_at?: string;
}

export interface FlyVolumeRequest {
  name: string;
  region: string;
  size_gb: number;
  encrypted: true;
  auto_backup_enabled: true;
  /** Days a daily snapshot is kept. */
  snapshot_retention: number;
}

export interface FlyPort {
  port: number;
  handlers: string[];
  force_https?: boolean;
}

export interface FlyServiceCheck {
  type: 'http';
  method: string;
  path: string;
  port?: number;
  interval: string;
  timeout: string;
  grace_period: string;
}

export interface FlyService {
  protocol: 'tcp';
  internal_port: number;
  /** Written as a word; Fly reads back `true` for "stop" and `false` for "off". */
  autostop: 'off' | 'stop' | 'suspend' | boolean;
  autostart: boolean;
  min_machines_running: number;
  ports: FlyPort[];
  checks?: FlyServiceCheck[];
}

export interface FlyFile {
  guest_path: string;
  /** Base64. */
  raw_value?: string;
  secret_name?: string;
  mode?: number;
}

export interface FlyMount {
  volume: string;
  path: string;
  name?: string;
}

export interface FlyMachineConfig {
  image?: string;
  env?: Record<string, string>;
  files?: FlyFile[];
  guest?: { cpu_kind: string; cpus: number; memory_mb: number };
  mounts?: FlyMount[];
  services?: FlyService[];
  restart?: { policy: 'no' | 'always' | 'on-failure'; max_retries?: number };
  stop_config?: { signal: string; timeout: string };
  metadata?: Record<string, string>;
  /** Whatever else is there is kept as it is. */
  [other: string]: unknown;
}

export interface FlyMachineEvent {
  id?: string;
  type?: string;
  status?: string;
  /** Milliseconds. */
  timestamp?: number;
  request?: { exit_event?: { exit_code?: number; oom_killed?: boolean; requested_stop?: boolean } };
}

export interface FlyMachine {
  id: string;
  name?: string;
  state: string;
  region?: string;
  version?: string;
  /** Older name of `version`. */
  instance_id?: string;
  host_status?: 'ok' | 'unknown' | 'unreachable';
  config?: FlyMachineConfig;
  events?: FlyMachineEvent[];
  updated_at?: string;
}

export interface FlyMachineCreate {
  name: string;
  region: string;
  config: FlyMachineConfig;
  min_secrets_version?: number;
}

export interface FlyMachineUpdate {
  config: FlyMachineConfig;
  /** Refused with 409 when the machine has changed since this version. */
  current_version?: string;
  min_secrets_version?: number;
  /** Leaves a stopped machine asleep. */
  skip_launch?: boolean;
}

/** A line of the organisation's list of apps. */
export interface FlyAppLine {
  name?: string;
}

/** A machine in the listing of a whole organisation: of its config only image, guest and metadata. */
export interface FlyOrgMachine {
  id: string;
  app_name?: string;
  state?: string;
  region?: string;
  version?: string;
  created_at?: string;
  updated_at?: string;
  config?: {
    image?: string;
    guest?: { cpu_kind?: string; cpus?: number; memory_mb?: number };
    metadata?: Record<string, string>;
  };
}

export interface FlyOrgMachines {
  machines?: FlyOrgMachine[];
  next_cursor?: string;
  /** Regions that did not answer: their machines are missing from the list, not from the world. */
  error_regions?: string[];
}

export interface FlyOrgVolume extends FlyVolume {
  app_name?: string;
  updated_at?: string;
  host_status?: 'ok' | 'unknown' | 'unreachable';
}

export interface FlyOrgVolumes {
  volumes?: FlyOrgVolume[];
  next_cursor?: string;
}

export interface FlySnapshot {
  id?: string;
  status?: string;
  created_at?: string;
}
