import type { VendorContext } from '../../kernel/index.js';
import { Collection } from './collection.js';
import type * as R from './records.js';

/** The API call that is being served; events name it as their cause. */
export type Cause = R.EventRecord['request'];

const NO_CAUSE: Cause = { id: null, idempotency_key: null };

/** Everything the stand-in remembers, and the one place events are born. */
export class World {
  readonly customers = new Collection<R.CustomerRecord>('customer');
  readonly products = new Collection<R.ProductRecord>('product');
  readonly prices = new Collection<R.PriceRecord>('price');
  readonly paymentMethods = new Collection<R.PaymentMethodRecord>('PaymentMethod');
  readonly subscriptions = new Collection<R.SubscriptionRecord>('subscription');
  readonly pendingLines = new Collection<R.PendingLineRecord>('invoiceitem');
  readonly coupons = new Collection<R.CouponRecord>('coupon');
  readonly promotionCodes = new Collection<R.PromotionCodeRecord>('promotion code');
  readonly discounts = new Collection<R.DiscountRecord>('discount');
  readonly balanceTransactions = new Collection<R.BalanceTransactionRecord>('customer_balance_transaction');
  readonly schedules = new Collection<R.ScheduleRecord>('subscription_schedule');
  readonly invoices = new Collection<R.InvoiceRecord>('invoice');
  readonly paymentIntents = new Collection<R.PaymentIntentRecord>('payment_intent');
  readonly charges = new Collection<R.ChargeRecord>('charge');
  readonly invoicePayments = new Collection<R.InvoicePaymentRecord>('invoice_payment');
  readonly checkoutSessions = new Collection<R.CheckoutSessionRecord>('checkout.session');
  readonly portalConfigurations = new Collection<R.PortalConfigurationRecord>('configuration');
  readonly portalSessions = new Collection<R.PortalSessionRecord>('billing_portal.session');
  readonly webhookEndpoints = new Collection<R.WebhookEndpointRecord>('webhook endpoint');
  readonly events = new Collection<R.EventRecord>('event');
  readonly testClocks = new Collection<R.TestClockRecord>('test_helpers.test_clock');
  readonly refunds = new Collection<R.RefundRecord>('refund');
  readonly disputes = new Collection<R.DisputeRecord>('dispute');
  readonly earlyFraudWarnings = new Collection<R.EarlyFraudWarningRecord>('radar.early_fraud_warning');
  readonly setupIntents = new Collection<R.SetupIntentRecord>('setupintent');

  private cause: Cause = NO_CAUSE;
  private frozenAt: number | undefined;

  constructor(
    readonly ctx: VendorContext,
    private readonly onEvent: (event: R.EventRecord) => void,
  ) {}

  /**
   * Unix seconds. While a due timer runs, the second it was due; while a call concerns a customer on a test clock, the
   * time of that clock.
   */
  now(): number {
    return this.frozenAt ?? this.ctx.clock.nowSeconds();
  }

  /** Runs work as if it were `time`. */
  at<T>(time: number, work: () => T): T {
    const before = this.frozenAt;
    this.frozenAt = time;
    try {
      return work();
    } finally {
      this.frozenAt = before;
    }
  }

  /** The test clock a customer lives on; null for the sandbox's own time. */
  clockOf(customer: string | null | undefined): string | null {
    return customer ? (this.customers.get(customer)?.testClock ?? null) : null;
  }

  /** Unix seconds in the time of this customer. */
  nowOf(customer: string | null | undefined): number {
    const clock = this.testClocks.get(this.clockOf(customer) ?? '');
    return this.frozenAt ?? clock?.frozenTime ?? this.now();
  }

  /** Runs one API call, so that its events name it. Synchronous on purpose: a call is atomic. */
  during<T>(cause: Cause, work: () => T): T {
    this.cause = cause;
    try {
      return work();
    } finally {
      this.cause = NO_CAUSE;
    }
  }

  /** The id and creation time of a new record. */
  born(prefix: string, length = 24): R.Base {
    return { id: this.ctx.newId(prefix, length), created: this.now() };
  }

  /** Records an event with a snapshot of its object and hands it to the webhooks. */
  emit(type: string, object: object, previous?: object): void {
    const event = this.events.add({
      ...this.born('evt_'),
      type,
      object: structuredClone(object),
      previous: previous && structuredClone(previous),
      request: this.cause,
      pending: 0,
      storedAt: this.ctx.clock.nowSeconds(),
    });
    this.onEvent(event);
    // Also reached from timers and from pages that are only looked at.
    this.ctx.changed();
  }

  /** Every collection by name, for resets and for the state page. */
  collections(): Record<string, Collection<R.Base>> {
    const found = Object.entries(this).filter(([, value]) => value instanceof Collection);
    return Object.fromEntries(found) as Record<string, Collection<R.Base>>;
  }

  /** All records by collection, as a copy. */
  save(): Record<string, R.Base[]> {
    const entries = Object.entries(this.collections()).map(([name, collection]) => [name, collection.all()]);
    return structuredClone(Object.fromEntries(entries) as Record<string, R.Base[]>);
  }

  /** Goes on with what `save` gave. */
  load(saved: Record<string, R.Base[]>): void {
    for (const [name, collection] of Object.entries(this.collections()))
      collection.replace(saved[name] ?? []);
  }

  clear(): void {
    for (const collection of Object.values(this.collections())) collection.clear();
  }
}
