import type { Verdict } from '@automna/contracts';
import { queryRows } from '@automna/core';
import type { ProbeResult } from '../adapters/anthropic-probe.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { toKeyStatus } from '../http/key-status.js';
import { ByokFixture } from '../testing/open-byok.js';

const OLD = `sk-ant-api03-older-${'o'.repeat(60)}`;
const NEW = `sk-ant-api03-newer-${'n'.repeat(60)}`;

describe('a new key that fails in the agent', () => {
  let room: ByokFixture;
  let userId: string;
  /** What Anthropic says of each key from now on. */
  let says: { old: Verdict; new: Verdict };

  const row = () => room.database.getRepository(ByokKey).findOneByOrFail({ userId });
  const secrets = () => queryRows(room.database, 'SELECT name FROM secrets ORDER BY name');
  const refusedByAgent = async (reason: 'auth' | 'billing' = 'auth') => {
    const { fingerprint } = await row();
    await room.delivery.refused(userId, fingerprint, reason, room.clock.now());
  };

  /** OLD runs on the machine, then NEW is connected and delivered too. */
  const replace = async () => {
    await room.delivery.proven(userId, (await room.keys.save(userId, OLD)).fingerprint);
    room.clock.advance({ days: 3 });
    await room.delivery.proven(userId, (await room.keys.save(userId, NEW)).fingerprint);
    room.clock.advance({ hours: 1 });
  };

  beforeEach(async () => {
    room = await ByokFixture.open();
    userId = await room.user();
    says = { old: 'valid', new: 'valid' };
    room.probe.check = (key): Promise<ProbeResult> => {
      const verdict = key.reveal() === OLD ? says.old : says.new;
      return Promise.resolve({ verdict, model: 'claude-haiku' });
    };
  });
  afterEach(() => room.close());

  it('keeps the key before sealed, and out of everybody’s sight', async () => {
    await replace();
    expect(await row()).toMatchObject({ previousMasked: 'sk-ant-api03-…oooo', masked: 'sk-ant-api03-…nnnn' });
    expect(await secrets()).toHaveLength(2);
    expect(JSON.stringify(toKeyStatus(await row()))).not.toContain('oooo');
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(NEW);
  });

  it.each(['revoked', 'forbidden', 'on_hold'] as const)(
    'gives way to the one before it: %s',
    async (verdict) => {
      await replace();
      says.new = verdict;
      await refusedByAgent();
      expect(await room.recheck.checkNext()).toBe(true);
      expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(OLD);
      expect(toKeyStatus(await row())).toMatchObject({
        ...{ masked: 'sk-ant-api03-…oooo', verdict: 'valid', enabled: true, delivery: 'rolled_back' },
        rolledBack: { masked: 'sk-ant-api03-…nnnn', verdict, at: room.clock.now().toISOString() },
      });
      expect(room.events.at(-1)).toEqual({
        userId,
        verdict: 'valid',
        fingerprint: (await row()).fingerprint,
      });
      expect(room.mails).toMatchObject([{ template: 'key_rolled_back', to: `${userId}@example.test` }]);
      expect(room.mails[0]?.data).toMatchObject({ message: expect.stringContaining('sk-ant-api03-…oooo') });
      expect(room.timeline.at(-1)).toMatchObject({
        ...{ kind: 'byok.key_rolled_back', cause: 'the agent was refused with the new key' },
      });
      // The refused key is destroyed.
      expect(await secrets()).toEqual([{ name: 'anthropic_api_key' }]);
    },
  );

  it('tells no more when the same is reported again', async () => {
    await replace();
    says.new = 'revoked';
    const { fingerprint } = await row();
    await refusedByAgent();
    await room.recheck.checkNext();
    await room.delivery.refused(userId, fingerprint, 'auth', room.clock.now());
    expect(await room.recheck.checkNext()).toBe(false);
    expect(room.mails).toHaveLength(1);
  });

  it('is shown as put back until the customer connects another one', async () => {
    await replace();
    says.new = 'revoked';
    await refusedByAgent();
    await room.recheck.checkNext();
    await room.delivery.proven(userId, (await row()).fingerprint);
    expect(toKeyStatus(await row()).delivery).toBe('rolled_back');
    await room.keys.save(userId, OLD);
    expect(toKeyStatus(await row())).toMatchObject({ delivery: 'delivered', rolledBack: null });
  });

  it('gives way also when it was saved while nobody could tell', async () => {
    await room.delivery.proven(userId, (await room.keys.save(userId, OLD)).fingerprint);
    says.new = 'unverified';
    await room.keys.save(userId, NEW);
    says.new = 'revoked';
    room.clock.advance({ minutes: 2 });
    await room.recheck.checkNext();
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(OLD);
  });

  it.each(['revoked', 'no_credit', 'forbidden'] as const)(
    'is switched off when the old one is %s',
    async (old) => {
      await replace();
      says = { old, new: 'revoked' };
      await refusedByAgent();
      await room.recheck.checkNext();
      expect(await row()).toMatchObject({ verdict: 'revoked', rolledBackAt: null });
      expect(await room.keys.usableKey(userId)).toBeNull();
      expect(room.mails).toHaveLength(1);
    },
  );

  it('asks again soon when nobody can tell whether the old one is good', async () => {
    await replace();
    says = { old: 'unverified', new: 'revoked' };
    await refusedByAgent();
    await room.recheck.checkNext();
    expect(await row()).toMatchObject({ verdict: 'revoked' });
    says.old = 'valid';
    room.clock.advance({ minutes: 2 });
    await room.recheck.checkNext();
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(OLD);
  });

  it('stays when its account only cannot pay: the banner says so', async () => {
    await replace();
    says.new = 'no_credit';
    await refusedByAgent('billing');
    await room.recheck.checkNext();
    expect(await row()).toMatchObject({ verdict: 'no_credit', masked: 'sk-ant-api03-…nnnn' });
    expect(room.timeline.at(-1)).toMatchObject({ cause: 'the agent was refused with this key' });
  });

  it('stays when Anthropic says it is good: the agent’s word is a hint', async () => {
    await replace();
    await refusedByAgent();
    await room.recheck.checkNext();
    expect(await row()).toMatchObject({ verdict: 'valid', masked: 'sk-ant-api03-…nnnn' });
  });

  it('is not new any more a day after it was delivered', async () => {
    await replace();
    room.clock.advance({ hours: 24 });
    says.new = 'revoked';
    await room.recheck.checkNext();
    expect(await room.keys.usableKey(userId)).toBeNull();
    expect(await row()).toMatchObject({ verdict: 'revoked', rolledBackAt: null });
  });

  it('does not take back a third key that was connected meanwhile', async () => {
    await replace();
    const third = `sk-ant-api03-third-${'t'.repeat(60)}`;
    const answer = room.probe.check;
    let busy = false;
    room.probe.check = async (key) => {
      if (key.reveal() === OLD && !busy) {
        busy = true;
        await room.keys.save(userId, third);
      }
      return key.reveal() === third ? { verdict: 'valid', model: null } : answer(key);
    };
    says.new = 'revoked';
    await refusedByAgent();
    await room.recheck.checkNext();
    expect(await row()).toMatchObject({ masked: 'sk-ant-api03-…tttt', rolledBackAt: null });
    expect(room.mails).toEqual([]);
  });

  it('does not take back the key that its owner has just connected again and that works now', async () => {
    await replace();
    const answer = room.probe.check;
    let busy = false;
    room.probe.check = async (key) => {
      if (key.reveal() === OLD && !busy) {
        busy = true;
        says.new = 'valid';
        room.clock.advance({ seconds: 1 });
        await room.keys.save(userId, NEW);
      }
      return answer(key);
    };
    says.new = 'revoked';
    await refusedByAgent();
    await room.recheck.checkNext();
    expect(await row()).toMatchObject({ masked: 'sk-ant-api03-…nnnn', verdict: 'valid', rolledBackAt: null });
    expect(room.mails).toEqual([]);
  });

  it('puts back what the machine was proven to run with, not what was pasted in between', async () => {
    await room.delivery.proven(userId, (await room.keys.save(userId, OLD)).fingerprint);
    await room.keys.save(userId, `sk-ant-api03-between-${'x'.repeat(60)}`);
    await room.keys.save(userId, NEW);
    expect(await row()).toMatchObject({ previousMasked: 'sk-ant-api03-…oooo' });
    await room.keys.save(userId, OLD);
    expect(await row()).toMatchObject({ masked: 'sk-ant-api03-…oooo', previousMasked: null });
    expect(await secrets()).toHaveLength(1);
  });

  it('can be replaced although the one before it does not open any more', async () => {
    await room.delivery.proven(userId, (await room.keys.save(userId, OLD)).fingerprint);
    await queryRows(room.database, `UPDATE secrets SET key_id = 'lost'`);
    await room.keys.save(userId, NEW);
    expect(await row()).toMatchObject({ previousMasked: null });
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(NEW);
  });
});
