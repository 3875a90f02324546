import { type SetupFacts, setupStep } from './setup.js';

const facts = (known: Partial<SetupFacts> = {}): SetupFacts => ({
  emailVerified: false,
  subscribed: false,
  paymentPending: false,
  keyConnected: false,
  machineReady: false,
  channelDecided: false,
  ...known,
});

describe('setupStep', () => {
  it.each([
    ['plan', facts()],
    ['confirming_payment', facts({ paymentPending: true })],
    ['connect', facts({ subscribed: true })],
    ['provision', facts({ subscribed: true, keyConnected: true })],
    ['channel', facts({ subscribed: true, keyConnected: true, machineReady: true })],
    ['done', facts({ subscribed: true, keyConnected: true, machineReady: true, channelDecided: true })],
  ])('is %s for what is known', (step, known) => expect(setupStep(known)).toBe(step));

  it('does not send somebody with a running agent back to the wizard when the key is removed', () => {
    expect(setupStep(facts({ subscribed: true, machineReady: true, channelDecided: true }))).toBe('done');
  });

  it('asks for a plan again when the subscription is gone', () => {
    expect(setupStep(facts({ keyConnected: true, machineReady: true, channelDecided: true }))).toBe('plan');
  });
});
