import { FlyError } from '../adapters/fly-error.js';
import { type FailureCode, MAX_TROUBLES, NotYet, StepFailure, troubleDelay } from './failures.js';
import { nextRegion } from './regions.js';
import type { StepId } from './steps.js';

/** A vendor that asks for more has made a mistake. */
const LONGEST_DELAY_MS = 3_600_000;

/** What an interrupted step leads to. */
export type Verdict =
  /** Not done yet; nothing is wrong. */
  | { do: 'wait'; delayMs: number; reason: string }
  /** Something is wrong that may pass. */
  | { do: 'retry'; delayMs: number; reason: string }
  /** Something we made is gone: go through all steps again, each looks before it makes. */
  | { do: 'rebuild'; delayMs: number; reason: string }
  /** The region is full. */
  | { do: 'move'; to: string }
  | { do: 'fail'; code: FailureCode; reason: string };

/** Where the run stands when the step is interrupted. */
export interface Situation {
  step: StepId;
  region: string;
  fullRegions: readonly string[];
  /** A machine exists: its region is fixed by its volume. */
  hasMachine: boolean;
  /** Troubles so far in this run. */
  attempts: number;
  regions: { region: string; fallbackRegions: readonly string[] };
}

/** Weighs why a step stopped. Pure, so every case has a test. */
export function weigh(error: unknown, situation: Situation): Verdict {
  if (error instanceof NotYet) return { do: 'wait', delayMs: error.delayMs, reason: error.message };
  if (error instanceof StepFailure) return { do: 'fail', code: error.code, reason: error.message };
  if (!(error instanceof FlyError)) return trouble('retry', 'internal', describe(error), situation);
  switch (error.failure) {
    case 'capacity':
      return noRoom(error, situation);
    case 'not_found':
      return trouble('rebuild', 'provider_unavailable', error.message, situation);
    case 'conflict':
    case 'rate_limited':
    case 'unavailable':
      return trouble('retry', 'provider_unavailable', error.message, situation, error.facts.retryAfterMs);
    case 'unauthorized':
    case 'name_taken':
    case 'rejected':
      return { do: 'fail', code: 'provider_refused', reason: error.message };
  }
}

function noRoom(error: FlyError, { step, region, fullRegions, hasMachine, regions }: Situation): Verdict {
  const movable = !hasMachine && (step === 'volume' || step === 'machine');
  const to = movable ? nextRegion(regions, [...fullRegions, region]) : null;
  return to ? { do: 'move', to } : { do: 'fail', code: 'capacity', reason: error.message };
}

function trouble(
  kind: 'retry' | 'rebuild',
  code: FailureCode,
  reason: string,
  { attempts }: Situation,
  notBeforeMs = 0,
): Verdict {
  const troubles = attempts + 1;
  if (troubles >= MAX_TROUBLES) return { do: 'fail', code, reason };
  const delayMs = Math.max(troubleDelay(troubles), Math.min(notBeforeMs, LONGEST_DELAY_MS));
  return { do: kind, delayMs, reason };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
