import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { changeFactsOf, endsInTime, isEnding } from './plan-change-facts.js';
import { downgradePhases, leadsTo } from './plan-change-schedule.js';

const START = 1_772_000_000;
const END = START + 2_592_000;
const item = (price = 'price_pro') => ({
  id: 'si_1',
  price: { id: price },
  quantity: 1,
  current_period_start: START,
  current_period_end: END,
});
const subscription = (over: object = {}) =>
  ({
    id: 'sub_1',
    customer: 'cus_1',
    status: 'active',
    currency: 'usd',
    items: { data: [item()] },
    cancel_at_period_end: false,
    cancel_at: null,
    discounts: [],
    schedule: null,
    pending_update: null,
    latest_invoice: null,
    start_date: START,
    ...over,
  }) as unknown as Stripe.Subscription;
const schedule = (over: object = {}) => ({
  id: 'sub_sched_1',
  status: 'active',
  end_behavior: 'release',
  current_phase: { start_date: START, end_date: END },
  phases: [
    { start_date: START, items: [{ price: 'price_pro' }] },
    { start_date: END, items: [{ price: { id: 'price_starter' } }] },
  ],
  ...over,
});

describe('What a change reads from Stripe', () => {
  it('finds the one item and its period', () => {
    expect(changeFactsOf(subscription())).toMatchObject({
      item: { id: 'si_1', priceId: 'price_pro', quantity: 1 },
      periodStart: START,
      periodEnd: END,
      schedule: null,
      pending: null,
      openInvoiceUrl: null,
    });
  });

  it('decides nothing about several items', () => {
    const items = { data: [item(), { ...item('price_other'), id: 'si_2' }] };
    expect(changeFactsOf(subscription({ items })).item).toBeNull();
  });

  it.each(['released', 'completed', 'canceled'])('knows that a %s schedule manages nothing', (status) => {
    expect(changeFactsOf(subscription({ schedule: schedule({ status }) })).schedule).toBeNull();
  });

  it('knows a schedule that has done its change', () => {
    const used = schedule({ current_phase: { start_date: END, end_date: END + 1 } });
    const facts = changeFactsOf(subscription({ schedule: used, items: { data: [item('price_starter')] } }));
    expect(facts.schedule).toMatchObject({ used: true, nextPriceId: null, phaseStart: END });
  });

  it('reads an unpaid upgrade with its invoice, its page and the instant it was calculated for', () => {
    const pending = { expires_at: END, subscription_items: [item('price_power')] };
    const latest = {
      id: 'in_1',
      status: 'open',
      hosted_invoice_url: 'https://pay',
      parent: null,
      lines: {
        data: [{ parent: { subscription_item_details: { proration: true } }, period: { start: 42 } }],
      },
    };
    const facts = changeFactsOf(subscription({ pending_update: pending, latest_invoice: latest }));
    expect(facts.pending).toMatchObject({
      priceId: 'price_power',
      invoiceId: 'in_1',
      payUrl: 'https://pay',
      prorationDate: 42,
    });
    expect(facts.openInvoiceUrl).toBe('https://pay');
    const paid = { ...latest, status: 'paid' };
    expect(
      changeFactsOf(subscription({ pending_update: pending, latest_invoice: paid })).pending,
    ).toMatchObject({
      invoiceId: null,
      payUrl: null,
    });
  });

  it('tells an end with the period from a later one', () => {
    const later = changeFactsOf(subscription({ cancel_at: END + 86_400 }));
    expect([isEnding(later), endsInTime(later)]).toEqual([true, false]);
    const soon = changeFactsOf(subscription({ cancel_at: END }));
    expect([isEnding(soon), endsInTime(soon)]).toEqual([true, true]);
    expect(isEnding(changeFactsOf(subscription()))).toBe(false);
  });

  it('recognises the schedule that is as asked for, and only that', () => {
    const facts = changeFactsOf(subscription({ schedule: schedule() }));
    expect(leadsTo(facts, 'price_starter')).toBe(true);
    expect(leadsTo(facts, 'price_pro')).toBe(false);
    const cancels = changeFactsOf(subscription({ schedule: schedule({ end_behavior: 'cancel' }) }));
    expect(leadsTo(cancels, 'price_starter')).toBe(false);
    expect(leadsTo(changeFactsOf(subscription()), 'price_starter')).toBe(false);
  });

  it('plans the paid period, then a month at the lower price, with the discounts there are', () => {
    const facts = changeFactsOf(subscription({ discounts: ['di_1', { id: 'di_2' }] }));
    if (!facts.item) throw new Error('no item');
    const carried = { discounts: [{ discount: 'di_1' }, { discount: 'di_2' }] };
    expect(downgradePhases({ ...facts, item: facts.item }, START, 'price_starter')).toEqual({
      end_behavior: 'release',
      proration_behavior: 'none',
      phases: [
        {
          start_date: START,
          end_date: END,
          items: [{ price: 'price_pro', quantity: 1 }],
          proration_behavior: 'none',
          ...carried,
        },
        {
          items: [{ price: 'price_starter', quantity: 1 }],
          duration: { interval: 'month', interval_count: 1 },
          proration_behavior: 'none',
          ...carried,
        },
      ],
    });
  });
});
