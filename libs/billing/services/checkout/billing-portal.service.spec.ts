import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanScene, type PlanScene } from '../../testing/plan-scene.js';

describe('BillingPortal', () => {
  let scene: PlanScene;

  beforeAll(async () => {
    scene = await openPlanScene();
  });
  afterAll(() => scene.close());

  const page = async (user: string, flow?: 'payment_method_update' | 'subscription_cancel') => {
    const response = await fetch((await scene.bench.portal.open(user, flow ?? null)).url);
    return { status: response.status, text: await response.text() };
  };

  it('opens its first page and the page for the card', async () => {
    await scene.subscribe('usr_1', 'pro');
    const first = await page('usr_1');
    const card = await page('usr_1', 'payment_method_update');
    expect([first.status, card.status]).toEqual([200, 200]);
    expect(card.text).toMatch(/card/i);
    expect(card.text).not.toBe(first.text);
  });

  it('opens the page for cancelling, and the first page for who has cancelled', async () => {
    await scene.subscribe('usr_2', 'pro');
    expect((await page('usr_2', 'subscription_cancel')).text).toMatch(/cancel/i);
    await scene.bench.plans.cancellations.cancel('usr_2', {});
    expect((await page('usr_2', 'subscription_cancel')).status).toBe(200);
  });

  it('has nothing to cancel, or no account, and says so', async () => {
    await scene.bench.addUser('usr_3');
    await expect(scene.bench.portal.open('usr_3')).rejects.toMatchObject({ errorCode: 'no_billing_account' });
    await scene.bench.customers.ensure('usr_3');
    await expect(scene.bench.portal.open('usr_3', 'subscription_cancel')).rejects.toMatchObject({
      errorCode: 'subscription_required',
    });
  });

  it('uses our configuration of the portal when there is one', async () => {
    const ours = await scene.bench.portalConfiguration.idForSessions();
    await scene.bench.portalConfiguration.ensure(false);
    const id = await scene.bench.portalConfiguration.idForSessions();
    expect(id).toMatch(/^bpc_/);
    expect(ours === undefined || ours === id).toBe(true);
    await scene.subscribe('usr_4', 'starter');
    expect((await page('usr_4')).status).toBe(200);
  });
});
