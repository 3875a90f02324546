import { aPlan, aPreview } from '../../../testing/billing-builders.js';
import { changeRequest, changeWords, firstChoice } from './change-words.js';

const DOWNGRADE = aPreview({
  kind: 'downgrade',
  to: aPlan('starter'),
  effectiveAt: '2026-12-10T12:00:00.000Z',
  amountDueCents: 0,
  lines: [],
  prorationDate: null,
});

const options = ['a', 'b', 'c'].map((id) => ({ id, kind: 'web', title: id, paused: id === 'c' }));
const CHANNELS = { inUse: 2, limit: 1, mustChoose: true, options };

describe('changeWords', () => {
  it('puts the amount on the button of an upgrade', () => {
    expect(changeWords(aPreview()).action).toBe('Pay $4.83 and switch to Power');
    expect(changeWords(aPreview({ amountDueCents: 0 })).action).toBe('Switch to Power now');
  });

  it('puts the day on the button of a downgrade', () => {
    expect(changeWords(DOWNGRADE)).toMatchObject({
      action: 'Switch to Starter on 10 December 2026',
      done: 'Your plan changes to Starter',
    });
    expect(changeWords(DOWNGRADE).lead).toContain('keep all of it until then');
  });

  it('knows that a change in a trial is made at once', () => {
    expect(changeWords({ ...DOWNGRADE, effectiveAt: '2026-11-25T12:00:00.000Z' }).action).toBe(
      'Switch to Starter now',
    );
  });

  it('takes a planned change back, and offers nothing where there is nothing to do', () => {
    expect(changeWords(aPreview({ kind: 'keep', to: aPlan('pro') })).action).toBe('Keep Pro');
    expect(changeWords(aPreview({ kind: 'same', to: aPlan('pro') })).action).toBe('');
  });
});

describe('changeRequest', () => {
  it('sends the amount and the instant that were agreed to', () => {
    expect(changeRequest(aPreview(), [])).toEqual({
      plan: 'power',
      amountDueCents: 483,
      prorationDate: 1_795_608_000,
    });
  });

  it('sends the channels only when there was a choice', () => {
    expect(changeRequest(DOWNGRADE, ['a'])).toEqual({ plan: 'starter' });
    expect(changeRequest({ ...DOWNGRADE, channels: CHANNELS }, ['a'])).toEqual({
      plan: 'starter',
      keepChannels: ['a'],
    });
  });
});

describe('firstChoice', () => {
  it('is the oldest channels in use', () => {
    expect(firstChoice(CHANNELS, [])).toEqual(['a']);
    expect(firstChoice({ ...CHANNELS, limit: 3 }, [])).toEqual(['a', 'b']);
  });

  it('is what was chosen before, as far as it is still there', () => {
    expect(firstChoice(CHANNELS, ['b'])).toEqual(['b']);
    expect(firstChoice(CHANNELS, ['gone'])).toEqual(['a']);
  });

  it('is nothing when all of them fit', () => {
    expect(firstChoice({ ...CHANNELS, mustChoose: false }, [])).toEqual([]);
  });
});
