import type { FlyOrgMachine, FlyOrgVolume } from '../adapters/fly-types.js';
import { META } from './machine-config.js';

/** A machine as the listing of the organisation showed it. */
export interface ObservedMachine {
  id: string;
  app: string;
  region: string | null;
  state: string;
  /** Our id in its metadata: whose it says it is. */
  ours: string | null;
  configHash: string | null;
  secretsVersion: number;
  memoryMb: number;
  createdAt: string | null;
}

export interface ObservedVolume {
  id: string;
  app: string;
  region: string | null;
  state: string;
  sizeGb: number;
  attachedTo: string | null;
  hostStatus: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

/** Everything the organisation has at Fly, as last listed. */
export interface Fleet {
  apps: ReadonlySet<string>;
  machines: readonly ObservedMachine[];
  volumes: readonly ObservedVolume[];
  /** Regions that did not answer: what is not listed there may well exist. */
  blindRegions: ReadonlySet<string>;
  /** When the listing began; rows that moved since then say nothing yet. */
  asOf: Date;
}

/** Null for one that is gone or on its way. */
export function toObservedMachine(machine: FlyOrgMachine): ObservedMachine | null {
  const {
    id,
    app_name: app,
    state = 'unknown',
    region = null,
    config,
    created_at: createdAt = null,
  } = machine;
  if (!app || state.startsWith('destroy')) return null;
  const metadata = config?.metadata ?? {};
  const secretsVersion = Number(metadata[META.secrets] ?? 0);
  return {
    id,
    app,
    region,
    state,
    ours: metadata[META.machine] ?? null,
    configHash: metadata[META.config] ?? null,
    secretsVersion: Number.isFinite(secretsVersion) ? secretsVersion : 0,
    memoryMb: config?.guest?.memory_mb ?? 256,
    createdAt,
  };
}

/** Null for one that is gone or on its way. */
export function toObservedVolume(volume: FlyOrgVolume): ObservedVolume | null {
  const { id, app_name: app, state = 'unknown' } = volume;
  if (!app || isVolumeGone(state)) return null;
  return {
    id,
    app,
    region: volume.region ?? null,
    state,
    sizeGb: volume.size_gb ?? 0,
    attachedTo: volume.attached_machine_id ?? null,
    hostStatus: volume.host_status ?? null,
    createdAt: volume.created_at ?? null,
    updatedAt: volume.updated_at ?? volume.created_at ?? null,
  };
}

/** `destroyed`, `pending_destroy`, `scheduling_destroy`, … */
export function isVolumeGone(state: string | undefined): boolean {
  return state?.includes('destroy') ?? false;
}
