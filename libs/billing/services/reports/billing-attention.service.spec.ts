import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BillingNoticeEntity } from '../../persistence/billing-entities.js';
import { openSandboxBench, type SandboxBench } from '../../testing/sandbox-bench.js';

const ACTOR = { actorId: 'usr_admin', reason: 'Evidence was sent to the bank' };

describe('BillingAttentionList', () => {
  let room: SandboxBench;
  const list = () => room.bench.attention;

  beforeEach(async () => {
    room = await openSandboxBench();
    await room.bench.addUser('usr_1');
    await room.useCard('usr_1', 'pm_card_visa');
    await room.subscribe('usr_1', 'pro');
    await room.deliver();
  });
  afterEach(() => room.close());

  const notice = async (key: string, attention = true): Promise<void> => {
    const given = { key, userId: 'usr_1', kind: 'billing.odd', title: key, attention, stripeId: 'x' };
    await room.bench.uow.run((tx) => room.bench.notices.keep(tx, given));
    room.bench.clock.advance({ seconds: 1 });
  };
  const keys = async (filter: Parameters<ReturnType<typeof list>['list']>[0] = {}) =>
    (await list().list(filter)).items.map(({ key }) => key);
  const dispute = async (): Promise<string> => {
    const { data } = await room.stripe.charges.list({ limit: 1 });
    const made = await room.control('stripe/disputes', { charge: data[0]?.id });
    await room.deliver();
    return made['id'] as string;
  };

  it('has what waits for a person, the latest first, and counts it', async () => {
    await notice('a');
    await notice('told only', false);
    await notice('b');
    expect(await keys()).toEqual(['b', 'a']);
    expect(await list().countOpen()).toBe(2);
    expect((await room.bench.reports.counts()).attention).toBe(2);
  });

  it('turns pages, and begins anew at a cursor that was made up', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) await notice(key);
    const first = await list().list({ limit: 2 });
    const second = await list().list({ limit: 2, cursor: first.nextCursor ?? '' });
    const third = await list().list({ limit: 2, cursor: second.nextCursor ?? '' });
    expect([first, second, third].flatMap(({ items }) => items.map(({ key }) => key)).join('')).toBe('edcba');
    expect(third.nextCursor).toBeNull();
    expect(await keys({ cursor: 'made up' })).toHaveLength(5);
  });

  it('moves what was dealt with to the other side, and audits that once', async () => {
    await notice('a');
    const at = room.bench.clock.now();
    const done = await list().done('a', ACTOR);
    expect(done).toMatchObject({ doneAt: at, doneBy: 'usr_admin', doneReason: ACTOR.reason });
    room.bench.clock.advance({ minutes: 1 });
    expect(await list().done('a', { actorId: 'usr_other', reason: 'me too' })).toEqual(done);
    expect(room.bench.audits).toMatchObject([
      { action: 'billing.attention_done', subject: 'a', actorId: 'usr_admin', reason: ACTOR.reason },
    ]);
    expect(await keys()).toEqual([]);
    expect(await keys({ state: 'done' })).toEqual(['a']);
    expect(await list().countOpen()).toBe(0);
    expect((await room.bench.customerBilling.of('usr_1')).attention).toEqual([]);
  });

  it('is settled by one of two who do it at the same moment', async () => {
    await notice('a');
    await Promise.all([list().done('a', ACTOR), list().done('a', { ...ACTOR, actorId: 'usr_other' })]);
    expect(room.bench.audits).toHaveLength(1);
  });

  it('knows nothing of what was never put before the staff', async () => {
    await notice('told only', false);
    for (const key of ['nothing', 'told only']) {
      await expect(list().done(key, ACTOR)).rejects.toMatchObject({ errorCode: 'attention_not_found' });
    }
    expect(room.bench.audits).toEqual([]);
  });

  it('lets a dispute go that the bank has decided, and shows the decision where money is gone', async () => {
    const id = await dispute();
    expect(await keys()).toEqual([`billing.dispute_opened:${id}`]);
    await room.stripe.disputes.close(id);
    await room.deliver();
    expect(await keys()).toEqual([`billing.dispute_lost:${id}`]);
    expect((await list().list({ state: 'done' })).items).toMatchObject([
      { doneBy: null, doneReason: expect.stringContaining('was lost') },
    ]);
  });

  it('keeps the word of a person about a dispute that is decided later', async () => {
    const id = await dispute();
    await list().done(`billing.dispute_opened:${id}`, ACTOR);
    await room.stripe.disputes.close(id);
    await room.deliver();
    const key = `billing.dispute_opened:${id}`;
    expect(await room.bench.repository(BillingNoticeEntity).findOneBy({ key })).toMatchObject({
      doneBy: 'usr_admin',
    });
  });
});
