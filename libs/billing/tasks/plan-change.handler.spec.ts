import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Job, LeaseBusyError, RetryLater } from '@automna/core';
import { ChangeImpossible } from '../services/plan-changes/plan-change-acts.service.js';
import { PlanChangeRunner } from '../services/plan-changes/plan-change-runner.service.js';
import { connectionError } from '../testing/fake-errors.js';
import { PlanChangeHandler } from './plan-change.handler.js';
import type { PlanChangePayload } from './plan-change.job.js';

describe('PlanChangeHandler', () => {
  const finish = jest.fn<PlanChangeRunner['finish']>();
  const handler = new PlanChangeHandler({ finish } as unknown as PlanChangeRunner);
  const payload = { changeId: 'chg_1' };
  const run = () => handler.handle({ payload } as unknown as Job<PlanChangePayload>);
  beforeEach(() => void finish.mockReset());

  it('hands over the change', async () => {
    finish.mockResolvedValue(true);
    await run();
    expect(finish).toHaveBeenCalledWith('chg_1');
  });

  it('comes back while a payment is still possible', async () => {
    finish.mockResolvedValue(false);
    await expect(run()).rejects.toMatchObject({ name: 'RetryLater', delayMs: 3_600_000 });
  });

  it('has nothing more to do when the change turned out impossible', async () => {
    finish.mockRejectedValue(new ChangeImpossible('The subscription has ended.'));
    await expect(run()).resolves.toBeUndefined();
  });

  it.each([new LeaseBusyError('billing-change:usr_1'), connectionError()])('waits out %s', async (error) => {
    finish.mockRejectedValue(error);
    await expect(run()).rejects.toBeInstanceOf(RetryLater);
  });

  it('counts a bug as a failed attempt', async () => {
    finish.mockRejectedValue(new TypeError('x is undefined'));
    await expect(run()).rejects.toBeInstanceOf(TypeError);
  });
});
