/** The steps of setting up a machine, in order. They are what happens, and what the customer is shown. */
export const STEP_IDS = [
  'app',
  'network',
  'secrets',
  'volume',
  'machine',
  'start',
  'gateway',
  'channels',
] as const;
export type StepId = (typeof STEP_IDS)[number];

export const STEP_STATES = ['waiting', 'running', 'done', 'failed'] as const;
export type StepState = (typeof STEP_STATES)[number];

export const STEP_TITLES: Readonly<Record<StepId, string>> = {
  app: 'Reserve a place for your agent',
  network: 'Give it an address',
  secrets: 'Hand over your key, encrypted',
  volume: 'Create its encrypted disk',
  machine: 'Create its machine',
  start: 'Start the machine',
  gateway: 'Wake up the agent',
  channels: 'Apply your plan and channels',
};

/** Share of the whole time each step usually takes; the agent's own start is by far the longest. */
const WEIGHTS: Readonly<Record<StepId, number>> = {
  app: 5,
  network: 5,
  secrets: 5,
  volume: 10,
  machine: 15,
  start: 20,
  gateway: 35,
  channels: 5,
};

/** How far setting up has come, 0 to 100; 100 only when every step is done. */
export function percentDone(steps: readonly { id: StepId; state: StepState }[]): number {
  return steps.reduce((sum, { id, state }) => {
    if (state === 'done') return sum + WEIGHTS[id];
    return state === 'running' ? sum + Math.floor(WEIGHTS[id] / 3) : sum;
  }, 0);
}
