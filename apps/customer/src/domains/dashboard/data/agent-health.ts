import type { KeyStatusDto, MachineDto } from '@automna/api-client';
import { type StatusWords, machineWords } from '@automna/web-ui';

/** What a person can do about an agent right now. */
export type AgentAction =
  'settle' | 'choose-plan' | 'connect-key' | 'see-key' | 'add-credit' | 'wake' | 'start' | 'restart';

export interface AgentHealth {
  words: StatusWords;
  sentence: string;
  action: AgentAction | null;
}

const SENTENCES: Record<MachineDto['state'], string> = {
  none: 'Your agent has no machine yet.',
  provisioning: 'Your agent is being set up. This takes about a minute.',
  starting: 'Your agent is waking up. Give it a few seconds.',
  awake: 'Your agent is up and running.',
  asleep:
    'Nothing happened for a while, so your agent sleeps. A message by Telegram or web chat wakes it, and so does this button.',
  stopping: 'Your agent is going to sleep.',
  unreachable: 'Your agent does not answer at the moment. A restart often helps.',
  failed: 'Your agent could not be started. Try a restart. If that does not help, reply to any of our mails.',
};

const ACTIONS: Partial<Record<MachineDto['state'], AgentAction>> = {
  asleep: 'wake',
  awake: 'restart',
  unreachable: 'restart',
  failed: 'restart',
};

/** Why it is kept down. */
const HELD: Record<NonNullable<MachineDto['suspended']>, AgentHealth> = {
  payment: {
    words: { label: 'Paused', tone: 'warn' },
    sentence:
      'A payment is overdue, so your agent is paused. Nothing is deleted; it goes on as soon as you pay.',
    action: 'settle',
  },
  ended: {
    words: { label: 'Paused', tone: 'warn' },
    sentence:
      'Your plan has ended, so your agent is paused. Nothing is deleted; choose a plan and it is back.',
    action: 'choose-plan',
  },
  owner: {
    words: { label: 'Stopped', tone: 'idle' },
    sentence:
      'You stopped your agent. No message wakes it and nothing is deleted; it goes on when you start it.',
    action: 'start',
  },
};

/** States in which stopping an agent makes a difference. */
const STOPPABLE: MachineDto['state'][] = ['awake', 'asleep', 'starting', 'unreachable'];

export function mayStop({ state, suspended }: MachineDto): boolean {
  return suspended === null && STOPPABLE.includes(state);
}

/** Machines in these states have trouble of their own, which comes before any of the key. */
const NOT_THERE: MachineDto['state'][] = ['none', 'provisioning', 'unreachable', 'failed'];

/** The one thing to say about an agent: whether it may run, whether it runs, and whether it can think. */
export function agentHealth(machine: MachineDto, key: KeyStatusDto | null): AgentHealth {
  if (machine.suspended) {
    const stopping = machine.suspended === 'owner' && machine.state === 'stopping';
    const held = HELD[machine.suspended];
    return stopping ? { ...held, words: { label: 'Stopping', tone: 'idle', busy: true } } : held;
  }
  const thinking = NOT_THERE.includes(machine.state) ? null : keyHealth(machine, key);
  if (thinking) return thinking;
  return {
    words: machineWords(machine.state),
    sentence: machine.message ?? SENTENCES[machine.state],
    action: ACTIONS[machine.state] ?? null,
  };
}

function keyHealth({ keyProblem }: MachineDto, key: KeyStatusDto | null): AgentHealth | null {
  if (key && !key.configured) {
    return {
      words: { label: 'Needs a key', tone: 'bad' },
      sentence: 'Your agent has no key to think with. Connect one and it answers again.',
      action: 'connect-key',
    };
  }
  // While another key is on its way, what the agent met with was the fault of the one before.
  const met = key?.delivery === 'pending' ? null : keyProblem;
  if (met === 'auth' || (key && !key.enabled)) {
    return {
      words: { label: 'Needs a key', tone: 'bad' },
      sentence: 'Anthropic refuses the key your agent thinks with, so it cannot answer.',
      action: 'see-key',
    };
  }
  if (met === 'billing' || key?.verdict === 'no_credit') {
    return {
      words: { label: 'Needs credit', tone: 'warn' },
      sentence:
        'The Anthropic account your agent thinks with has no credit or has reached its limit, so it cannot answer.',
      action: 'add-credit',
    };
  }
  return null;
}
