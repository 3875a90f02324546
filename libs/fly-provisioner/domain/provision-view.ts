import { FAILURES } from './failures.js';
import type { LifecycleState } from './lifecycle.js';
import { percentDone, STEP_IDS, STEP_TITLES, type StepId, type StepState } from './steps.js';
import type { FailureCode } from './failures.js';

export interface ProvisionStepView {
  id: StepId;
  title: string;
  state: StepState;
  detail: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** How setting up a machine stands, as its owner sees it. */
export interface ProvisionView {
  state: 'none' | 'running' | 'ready' | 'failed';
  /** 0 to 100. */
  percent: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  steps: ProvisionStepView[];
  /** What went wrong and what happens next; null while all is well. */
  message: string | null;
  region: string | null;
}

const STATES: Readonly<Record<LifecycleState, ProvisionView['state']>> = {
  provisioning: 'running',
  ready: 'ready',
  failed: 'failed',
};

interface MachineFacts {
  state: LifecycleState;
  region: string;
  errorCode: FailureCode | null;
  startedAt: Date;
  finishedAt: Date | null;
}

interface StepFacts {
  step: StepId;
  state: StepState;
  detail: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export function toProvisionView(machine: MachineFacts | null, rows: readonly StepFacts[]): ProvisionView {
  const steps = STEP_IDS.map((id): ProvisionStepView => {
    const row = rows.find(({ step }) => step === id);
    return {
      id,
      title: STEP_TITLES[id],
      state: row?.state ?? 'waiting',
      detail: row?.detail ?? null,
      startedAt: row?.startedAt ?? null,
      finishedAt: row?.finishedAt ?? null,
    };
  });
  if (!machine) {
    return {
      state: 'none',
      percent: 0,
      startedAt: null,
      finishedAt: null,
      steps,
      message: null,
      region: null,
    };
  }
  return {
    state: STATES[machine.state],
    percent: machine.state === 'ready' ? 100 : percentDone(steps),
    startedAt: machine.startedAt,
    finishedAt: machine.finishedAt,
    steps,
    message: machine.state === 'failed' && machine.errorCode ? FAILURES[machine.errorCode].text : null,
    region: machine.region,
  };
}
