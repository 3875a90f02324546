import { PLAN_NAMES, type PlanName, PLANS } from '@automna/contracts';
import type Stripe from 'stripe';
import type { Bench } from './bench.js';

/** What can happen to a customer's subscription, at Stripe. */
export const STEPS = [
  'subscribe',
  'upgrade',
  'schedule_downgrade',
  'renew',
  'payment_fails',
  'time_passes',
  'goes_unpaid',
  'pays',
  'cancel',
  'resume',
  'end',
] as const;
export type Step = (typeof STEPS)[number];

const DAY = 86_400;

type Fields = Record<string, unknown>;

/**
 * One customer's life at the fake Stripe: each step changes the objects as Stripe would and gives the events Stripe
 * would send. A step that makes no sense now does nothing.
 */
export class Lifecycle {
  /** Every letter that anybody who saw each step at once would have been written. */
  readonly deserved = new Set<string>();
  readonly subscriptions: string[] = [];
  private sequence = 0;

  constructor(
    private readonly bench: Bench,
    private readonly prices: Record<PlanName, string>,
    private readonly name: string,
    private readonly customer: string,
  ) {}

  take(step: Step, plan: PlanName): Stripe.Event[] {
    const before = this.bench.clock.now().getTime();
    const types = this.act(step, plan);
    if (types.length > 0 && this.bench.clock.now().getTime() === before)
      this.bench.clock.advance({ minutes: 1 });
    this.note();
    return types.map((type) => this.event(type));
  }

  private act(step: Step, plan: PlanName): string[] {
    const it = this.current();
    if (step === 'subscribe') return it ? [] : this.subscribe(plan);
    if (!it) return [];
    const status = it['status'] as string;
    const owes = status === 'past_due' || status === 'unpaid';
    switch (step) {
      case 'upgrade':
        if (owes || !this.dearer(it, plan)) return [];
        this.setPrice(it, plan);
        return ['customer.subscription.updated', 'invoice.created', 'invoice.paid'];
      case 'schedule_downgrade':
        if (owes || it['cancel_at_period_end'] === true || !this.cheaper(it, plan)) return [];
        it['schedule'] = this.schedule(it, plan);
        return ['subscription_schedule.created', 'customer.subscription.updated'];
      case 'renew':
        if (owes) return [];
        return this.renew(it);
      case 'payment_fails':
        if (owes || it['cancel_at_period_end'] === true) return [];
        this.renew(it);
        Object.assign(it, { status: 'past_due' });
        this.invoice(it);
        return ['invoice.payment_failed', 'customer.subscription.updated'];
      case 'time_passes':
        this.bench.clock.advance({ days: 8 });
        return [];
      case 'goes_unpaid':
        if (status !== 'past_due') return [];
        Object.assign(it, { status: 'unpaid' });
        return ['customer.subscription.updated'];
      case 'pays':
        if (!owes) return [];
        Object.assign(it, { status: 'active' });
        for (const invoice of this.openInvoices(it)) invoice['status'] = 'paid';
        return ['invoice.paid', 'invoice.payment_succeeded', 'customer.subscription.updated'];
      case 'cancel':
        if (it['cancel_at_period_end'] === true) return [];
        Object.assign(it, { cancel_at_period_end: true, schedule: null });
        return ['customer.subscription.updated'];
      case 'resume':
        if (it['cancel_at_period_end'] !== true) return [];
        it['cancel_at_period_end'] = false;
        return ['customer.subscription.updated'];
      case 'end':
        return this.end(it);
    }
  }

  private subscribe(plan: PlanName): string[] {
    const created = this.seconds();
    const id = `sub_${this.name}_${this.subscriptions.length + 1}`;
    this.bench.fake.addSubscription({ id, customer: this.customer, price: this.prices[plan], created });
    this.subscriptions.push(id);
    return ['customer.subscription.created', 'invoice.paid'];
  }

  /** The next period begins; a scheduled plan with it. One that was cancelled ends instead. */
  private renew(it: Fields): string[] {
    if (it['cancel_at_period_end'] === true) return this.end(it);
    const item = itemOf(it);
    const start = Math.max(item['current_period_end'] as number, this.seconds());
    this.bench.clock.set(new Date(start * 1000));
    Object.assign(item, { current_period_start: start, current_period_end: start + 30 * DAY });
    const schedule = it['schedule'] as { phases: { items: { price: string }[] }[] } | null;
    const next = schedule?.phases[1]?.items[0]?.price;
    if (next) Object.assign(item, { price: this.bench.fake.prices.get(next) });
    it['schedule'] = null;
    return ['invoice.created', 'customer.subscription.updated', 'invoice.paid'];
  }

  private end(it: Fields): string[] {
    Object.assign(it, { status: 'canceled', canceled_at: this.seconds(), schedule: null });
    this.deserved.add(`subscription_ended:${it['id'] as string}`);
    return ['customer.subscription.deleted'];
  }

  private invoice(it: Fields): void {
    this.sequence += 1;
    const id = `in_${this.name}_${this.sequence}`;
    this.bench.fake.invoices.set(id, {
      id,
      subscription: it['id'],
      status: 'open',
      attempted: true,
      created: itemOf(it)['current_period_start'],
      amount_remaining: 3000,
      currency: 'usd',
      next_payment_attempt: null,
      hosted_invoice_url: `https://pay/${id}`,
    });
  }

  /** What the present moment would have been written about. */
  private note(): void {
    const it = this.current();
    if (!it) return;
    const status = it['status'] as string;
    const [invoice] = this.openInvoices(it);
    const id = (invoice?.['id'] as string | undefined) ?? '';
    const over = this.seconds() - ((invoice?.['created'] as number | undefined) ?? 0) >= 14 * DAY;
    if (status === 'active') this.deserved.add(`plan_active:${it['id'] as string}:${this.planOf(it)}`);
    if (status === 'past_due') this.deserved.add(`payment_failed:${id}`);
    if (status === 'unpaid' || (status === 'past_due' && over)) {
      this.deserved.add(`service_suspended:${id}`);
      this.deserved.add(`service_restored:${id}`);
    }
  }

  private current(): Fields | null {
    const it = this.bench.fake.subscriptions.get(this.subscriptions.at(-1) ?? '');
    return it && it['status'] !== 'canceled' ? it : null;
  }

  private openInvoices(it: Fields): Fields[] {
    return [...this.bench.fake.invoices.values()].filter(
      (invoice) => invoice['subscription'] === it['id'] && invoice['status'] === 'open',
    );
  }

  private planOf(it: Fields): PlanName {
    const price = (itemOf(it)['price'] as { id: string }).id;
    return PLAN_NAMES.find((plan) => this.prices[plan] === price) ?? 'starter';
  }

  private dearer(it: Fields, plan: PlanName): boolean {
    return PLANS[plan].priceCents > PLANS[this.planOf(it)].priceCents;
  }

  private cheaper(it: Fields, plan: PlanName): boolean {
    return PLANS[plan].priceCents < PLANS[this.planOf(it)].priceCents;
  }

  private setPrice(it: Fields, plan: PlanName): void {
    itemOf(it)['price'] = this.bench.fake.prices.get(this.prices[plan]);
    it['schedule'] = null;
  }

  private schedule(it: Fields, plan: PlanName): Fields {
    const { current_period_start: start, current_period_end: end } = itemOf(it);
    const phase = (price: string, start_date: unknown) => ({ start_date, items: [{ price }] });
    return {
      id: `sub_sched_${it['id'] as string}`,
      status: 'active',
      current_phase: { start_date: start, end_date: end },
      phases: [phase(this.prices[this.planOf(it)], start), phase(this.prices[plan], end)],
    };
  }

  private event(type: string): Stripe.Event {
    this.sequence += 1;
    const subscription = this.subscriptions.at(-1) ?? '';
    const parent = { subscription_details: { subscription } };
    const object = type.startsWith('invoice.')
      ? { id: `in_of_${subscription}`, parent }
      : { id: subscription };
    // A schedule's event would need the schedule to be readable on its own, which this fake has not.
    const sent = type.startsWith('subscription_schedule.') ? 'customer.subscription.updated' : type;
    return {
      id: `evt_${this.name}_${this.sequence}`,
      type: sent,
      created: this.seconds(),
      api_version: '2026-10-28.endive',
      data: { object },
    } as unknown as Stripe.Event;
  }

  private seconds(): number {
    return Math.floor(this.bench.clock.now().getTime() / 1000);
  }
}

function itemOf(it: Fields): Fields {
  const [item] = (it['items'] as { data: Fields[] }).data;
  if (!item) throw new Error('A subscription of this fake has one item');
  return item;
}
