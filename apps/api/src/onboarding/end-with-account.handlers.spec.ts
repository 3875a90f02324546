import { describe, expect, it, jest } from '@jest/globals';
import type { SubscriptionEnd } from '@automna/billing';
import type { ChannelEntity, ChannelsService } from '@automna/openclaw';
import { EndChannelsWithAccount, EndSubscriptionWithAccount } from './end-with-account.handlers.js';

const JOB = { id: 'job_1', kind: 'x', attempt: 1, createdAt: new Date(), payload: { userId: 'usr_1' } };

describe('what ends with an account', () => {
  it('is the subscription, at once', async () => {
    const atOnce = jest.fn<SubscriptionEnd['atOnce']>().mockResolvedValue();
    await new EndSubscriptionWithAccount({ atOnce } as unknown as SubscriptionEnd).handle(JOB);
    expect(atOnce.mock.calls).toEqual([['usr_1', 'the account was closed']]);
  });

  it('is every channel with its token, and none when there are none', async () => {
    const list = jest.fn<ChannelsService['list']>();
    const remove = jest.fn<ChannelsService['remove']>().mockResolvedValue();
    const handler = new EndChannelsWithAccount({ list, remove } as unknown as ChannelsService);
    list.mockResolvedValueOnce([{ id: 'chn_1' }, { id: 'chn_2' }] as ChannelEntity[]).mockResolvedValue([]);
    await handler.handle(JOB);
    await handler.handle(JOB);
    expect(remove.mock.calls).toEqual([
      ['usr_1', 'chn_1'],
      ['usr_1', 'chn_2'],
    ]);
  });
});
