/** The parts of a machine's config the stand-in acts on; the rest is kept and given back as posted. */
export interface MachineConfig {
  image: string;
  env?: Record<string, string>;
  guest?: { cpu_kind?: string; cpus?: number; memory_mb?: number; [key: string]: unknown };
  init?: {
    exec?: string[] | null;
    entrypoint?: string[] | null;
    cmd?: string[] | null;
    [key: string]: unknown;
  };
  restart?: { policy?: string; max_retries?: number };
  metadata?: Record<string, string>;
  mounts?: { volume?: string; path?: string; name?: string; [key: string]: unknown }[];
  services?: MachineService[];
  checks?: Record<string, Record<string, unknown>>;
  files?: { guest_path?: string; raw_value?: string; secret_name?: string; [key: string]: unknown }[];
  [key: string]: unknown;
}

/** One public port of a machine. `autostop` is a boolean once read back. */
export interface MachineService {
  protocol?: string;
  internal_port?: number;
  autostop?: boolean | 'off' | 'stop' | 'suspend';
  autostart?: boolean;
  min_machines_running?: number;
  [key: string]: unknown;
}

export type MachineState =
  | 'created'
  | 'starting'
  | 'started'
  | 'stopping'
  | 'stopped'
  | 'suspending'
  | 'suspended'
  | 'restarting'
  | 'updating'
  | 'destroying'
  | 'destroyed'
  | 'failed';

/** What a machine on its way does next. */
export type NextStep = 'starting' | 'started' | 'resumed' | 'stopped' | 'suspended' | 'destroyed';

export interface MachineEvent {
  id: string;
  type: string;
  status: string;
  source: string;
  /** Unix milliseconds. */
  timestamp: number;
  request?: Record<string, unknown>;
}

export interface Lease {
  nonce: string;
  /** Unix seconds. */
  expires_at: number;
  owner: string;
  description: string;
  version: string;
}

/** What a machine's process got when it booted. */
export interface Process {
  /** App secrets and config.env as of the boot. */
  env: Record<string, string>;
  secretsVersion: number;
  /** Real milliseconds: when the process began, and when its gateway says "started". */
  bootedAt: number;
  readyAt: number;
  /** WhatsApp's codes being shown; a gateway that ends forgets them. */
  login?: WhatsAppLogin;
  /** The link of a machine without a volume. */
  whatsapp?: WhatsAppLink;
}

/** Codes that wait for a phone. Times are sandbox milliseconds. */
export interface WhatsAppLogin {
  seed: string;
  startedAt: number;
  /** A phone took the code; the agent has not told anybody yet. */
  scanned?: boolean;
}

/** What a scanned code leaves on the volume. */
export interface WhatsAppLink {
  e164: string;
  linkedAt: number;
}

export interface Machine {
  id: string;
  app: string;
  name: string;
  region: string;
  state: MachineState;
  version: string;
  config: MachineConfig;
  privateIp: string;
  createdAt: string;
  updatedAt: string;
  events: MachineEvent[];
  versions: { version: string; user_config: MachineConfig }[];
  lease?: Lease;
  cordoned: boolean;
  hostStatus: 'ok' | 'unknown' | 'unreachable';
  minSecretsVersion: number;
  process?: Process;
  /** The step it is on its way to, and the real milliseconds when it is due. */
  next?: { step: NextStep; at: number };
  /** Sandbox milliseconds of the last request through the proxy, for autostop. */
  lastTraffic: number;
  /** Counts what the agent used and logged, across boots. */
  agent: {
    inputTokens: number;
    outputTokens: number;
    turns: number;
    /** The newest lines, and how many older ones are gone. */
    logs: string[];
    logsGone: number;
  };
}

export interface Volume {
  id: string;
  app: string;
  name: string;
  region: string;
  zone: string;
  sizeGb: number;
  encrypted: boolean;
  fstype: string;
  autoBackup: boolean;
  snapshotRetention: number;
  state: 'created' | 'pending_destroy';
  machineId?: string;
  createdAt: string;
  updatedAt: string;
  snapshots: Snapshot[];
  /** The agent's credentials for WhatsApp; a snapshot does not hold them. */
  whatsapp?: WhatsAppLink;
}

export interface Snapshot {
  id: string;
  size: number;
  volume_size: number;
  digest: string;
  status: string;
  created_at: string;
  retention_days: number;
}

export interface IpAssignment {
  ip: string;
  region: string;
  shared: boolean;
  created_at: string;
  service_name?: string;
}

export interface Secret {
  name: string;
  value: string;
  digest: string;
  created_at: string;
  updated_at: string;
}

export interface App {
  id: string;
  internalId: number;
  name: string;
  orgSlug: string;
  network: string;
  createdAt: Date;
  idempotencyKey?: string;
  ips: IpAssignment[];
  secrets: Map<string, Secret>;
  secretsVersion: number;
  /** Every version of the secrets with the real time it was set: boots may read a slightly older one. */
  secretsHistory: { version: number; at: number; values: Record<string, string> }[];
}
