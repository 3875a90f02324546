/** Where a machine stands in our book; what it is doing right now is asked at Fly. */
export const LIFECYCLE_STATES = ['provisioning', 'ready', 'failed'] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** The allowed moves. */
const MOVES: Readonly<Record<LifecycleState, readonly LifecycleState[]>> = {
  provisioning: ['ready', 'failed'],
  failed: ['provisioning'],
  // Something of it is gone at Fly, or its owner asks for the end of it.
  ready: ['provisioning'],
};

export function mayMove(from: LifecycleState, to: LifecycleState): boolean {
  return MOVES[from].includes(to);
}

export const LIVE_STATES = [
  'none',
  'provisioning',
  'starting',
  'awake',
  'asleep',
  'stopping',
  'unreachable',
  'failed',
] as const;
export type LiveState = (typeof LIVE_STATES)[number];

/** Fly's machine states in the customer's words. A state Fly invents later is `unreachable`: we cannot vouch for it. */
const FLY_STATES: Readonly<Record<string, LiveState>> = {
  created: 'starting',
  starting: 'starting',
  started: 'awake',
  restarting: 'starting',
  updating: 'starting',
  replacing: 'starting',
  stopping: 'stopping',
  suspending: 'stopping',
  stopped: 'asleep',
  suspended: 'asleep',
  failed: 'failed',
  launch_failed: 'failed',
};

/** Fly's words for a machine that sleeps and can be woken. */
export function isAsleep(flyState: string): boolean {
  return flyState === 'stopped' || flyState === 'suspended';
}

/** Fly's words for a machine that does nothing, whether it could or not. */
export function isAtRest(flyState: string): boolean {
  return isAsleep(flyState) || ['created', 'failed', 'launch_failed'].includes(flyState);
}

/** At rest, or on its way there. */
export function isGoingDown(flyState: string): boolean {
  return isAtRest(flyState) || flyState === 'stopping' || flyState === 'suspending';
}

/** Fly's words for a machine on its way up. */
export function isRising(flyState: string): boolean {
  return ['created', 'starting', 'updating', 'replacing', 'restarting'].includes(flyState);
}

export function liveStateOf(flyState: string, hostStatus: string | undefined): LiveState {
  return hostStatus === 'unreachable' ? 'unreachable' : (FLY_STATES[flyState] ?? 'unreachable');
}
