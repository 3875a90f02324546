import { describe, expect, it } from '@jest/globals';
import { LeaseBusyError } from '@automna/core';
import { BillingError } from '../../billing.errors.js';
import { connectionError } from '../../testing/fake-errors.js';
import { EarlierWaits, forChange } from './plan-change-failure.js';

const UPGRADE = { kind: 'upgrade' } as const;

describe('What people are told when a change fails', () => {
  it('says that another change is on its way', () => {
    expect(forChange(new LeaseBusyError('billing-change:usr_1'), null)).toMatchObject({
      errorCode: 'change_in_progress',
      options: { headers: { 'Retry-After': '2' } },
    });
  });

  it('promises only what was written down', () => {
    expect(forChange(connectionError(), UPGRADE)).toMatchObject({
      errorCode: 'billing_unavailable',
      severity: 'warn',
      message: expect.stringContaining('Your upgrade is written down'),
    });
    expect(forChange(connectionError(), null)).toMatchObject({
      errorCode: 'billing_unavailable',
      message: expect.not.stringContaining('written down'),
    });
  });

  it('does not pass an earlier change off as the one just asked for', () => {
    const error = new EarlierWaits('spec', { cause: connectionError() });
    const { message } = forChange(error, UPGRADE) as Error;
    expect(message).toContain('Your upgrade, which you asked for before');
    expect(message).toContain('what you asked for now was not');
    expect(forChange(new EarlierWaits('spec', { cause: new LeaseBusyError('x') }), UPGRADE)).toMatchObject({
      errorCode: 'change_in_progress',
    });
  });

  it('leaves refusals and bugs as they are', () => {
    const refusal = new BillingError('plan_unchanged');
    const bug = new TypeError('x is undefined');
    expect(forChange(refusal, UPGRADE)).toBe(refusal);
    expect(forChange(bug, UPGRADE)).toBe(bug);
    expect(forChange(new EarlierWaits('spec', { cause: bug }), UPGRADE)).toBe(bug);
  });
});
