import { describe, expect, it } from '@jest/globals';
import { LeaseBusyError } from '@automna/core';
import { BillingError } from '../../billing.errors.js';
import { connectionError } from '../../testing/fake-errors.js';
import { forChange } from './plan-change-failure.js';

describe('What people are told when a change fails', () => {
  it('says that another change is on its way', () => {
    expect(forChange(new LeaseBusyError('billing-change:usr_1'), false)).toMatchObject({
      errorCode: 'change_in_progress',
      options: { headers: { 'Retry-After': '2' } },
    });
  });

  it('promises only what was written down', () => {
    expect(forChange(connectionError(), true)).toMatchObject({
      errorCode: 'billing_unavailable',
      message: expect.stringContaining('written down'),
    });
    expect(forChange(connectionError(), false)).toMatchObject({
      errorCode: 'billing_unavailable',
      message: expect.not.stringContaining('written down'),
    });
  });

  it('leaves refusals and bugs as they are', () => {
    const refusal = new BillingError('plan_unchanged');
    const bug = new TypeError('x is undefined');
    expect(forChange(refusal, true)).toBe(refusal);
    expect(forChange(bug, true)).toBe(bug);
  });
});
