import type { KeyStatusDto, MachineDto } from '@automna/api-client';
import { aKey, aMachine } from '../../../testing/builders.js';
import { agentHealth, mayStop } from './agent-health.js';

const said = (machine: Partial<MachineDto>, key: KeyStatusDto | null = aKey()) => {
  const { words, action } = agentHealth(aMachine(machine), key);
  return [words.label, action];
};
const NO_KEY = aKey({ configured: false, enabled: false, verdict: null, delivery: 'none' });

describe('the health of an agent', () => {
  it.each([
    ['awake', 'Awake', 'restart'],
    ['asleep', 'Asleep', 'wake'],
    ['starting', 'Waking up', null],
    ['stopping', 'Going to sleep', null],
    ['unreachable', 'Not answering', 'restart'],
    ['failed', 'Needs attention', 'restart'],
    ['provisioning', 'Being set up', null],
    ['none', 'Not set up', null],
  ] as const)('is the state of its machine: %s', (state, label, action) => {
    expect(said({ state })).toEqual([label, action]);
    expect(said({ state }, null)).toEqual([label, action]);
  });

  it('says in the words of the server what is wrong with the machine', () => {
    const message = 'The agent does not answer. A restart may help.';
    expect(agentHealth(aMachine({ state: 'unreachable', message }), aKey()).sentence).toBe(message);
  });

  it.each(['awake', 'asleep', 'starting'] as const)('needs a key to think, even when %s', (state) => {
    expect(said({ state }, NO_KEY)).toEqual(['Needs a key', 'connect-key']);
    expect(said({ state }, aKey({ enabled: false, verdict: 'revoked' }))).toEqual(['Needs a key', 'see-key']);
  });

  it('believes the agent when it was turned away, whatever the last check said', () => {
    expect(said({ keyProblem: 'auth' })).toEqual(['Needs a key', 'see-key']);
    expect(said({ keyProblem: 'billing' })).toEqual(['Needs credit', 'add-credit']);
    expect(said({ keyProblem: 'auth' }, null)).toEqual(['Needs a key', 'see-key']);
    expect(said({}, aKey({ verdict: 'no_credit' }))).toEqual(['Needs credit', 'add-credit']);
  });

  it('does not blame a key that is still on its way for what the one before it met with', () => {
    expect(said({ keyProblem: 'auth' }, aKey({ delivery: 'pending' }))).toEqual(['Awake', 'restart']);
  });

  it('puts a machine that is not there before its key', () => {
    expect(said({ state: 'failed' }, NO_KEY)).toEqual(['Needs attention', 'restart']);
    expect(said({ state: 'unreachable', keyProblem: 'auth' })).toEqual(['Not answering', 'restart']);
  });

  it('says that its owner stopped it, and how it goes on', () => {
    expect(said({ state: 'asleep', suspended: 'owner' }, NO_KEY)).toEqual(['Stopped', 'start']);
    expect(said({ state: 'stopping', suspended: 'owner' })).toEqual(['Stopping', 'start']);
  });

  it.each([
    ['awake', null, true],
    ['asleep', null, true],
    ['unreachable', null, true],
    ['stopping', null, false],
    ['failed', null, false],
    ['provisioning', null, false],
    ['awake', 'payment', false],
    ['asleep', 'owner', false],
  ] as const)('may be stopped while it is %s, held by %s: %s', (state, suspended, may) => {
    expect(mayStop(aMachine({ state, suspended }))).toBe(may);
  });

  it('puts what is not paid before everything', () => {
    expect(said({ state: 'asleep', suspended: 'payment' }, NO_KEY)).toEqual(['Paused', 'settle']);
    expect(said({ suspended: 'ended' })).toEqual(['Paused', 'choose-plan']);
  });
});
