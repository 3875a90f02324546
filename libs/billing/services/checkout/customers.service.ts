import { Users } from '@automna/accounts';
import { Clock, newId, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Repository } from 'typeorm';
import { isKeptFailure } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { StripeCustomerEntity } from '../../persistence/billing-entities.js';

/** One Stripe customer per user, however often and from however many processes it is asked for. */
@Injectable()
export class Customers {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly users: Users,
    @InjectRepository(StripeCustomerEntity) private readonly rows: Repository<StripeCustomerEntity>,
  ) {}

  /** The user's Stripe customer id, made when there is none. A crash at any point leads to the same customer. */
  async ensure(userId: string): Promise<string> {
    const before = await this.rowOf(userId);
    if (before?.stripeCustomerId) return before.stripeCustomerId;
    const row = before ?? (await this.writeIntent(userId));
    // An older intent may have reached Stripe longer ago than idempotency keys live there.
    const customerId = (before && (await this.findAtStripe(row))) ?? (await this.createAtStripe(row));
    await this.work.run((tx) =>
      tx.query(
        'UPDATE stripe_customers SET stripe_customer_id = ? WHERE id = ? AND stripe_customer_id IS NULL',
        [customerId, row.id],
      ),
    );
    return customerId;
  }

  async stripeIdOf(userId: string): Promise<string | null> {
    return (await this.rowOf(userId))?.stripeCustomerId ?? null;
  }

  /** Every id the user ever had at Stripe, the current one included. */
  async allStripeIdsOf(userId: string): Promise<string[]> {
    const rows = await this.rows.find({ where: { userId }, order: { createdAt: 'DESC' } });
    return rows.flatMap(({ stripeCustomerId }) => stripeCustomerId ?? []);
  }

  /** The address of each user as Stripe was told it; users without a customer there are left out. */
  async emailsOf(userIds: readonly string[]): Promise<Map<string, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.rows.find({
      select: { userId: true, email: true },
      where: { userId: In([...userIds]) },
      order: { createdAt: 'ASC' },
    });
    return new Map(rows.map(({ userId, email }) => [userId, email]));
  }

  /** Whose customer this is, deleted ones included; null when it is none of ours. */
  async userOf(stripeCustomerId: string): Promise<string | null> {
    return (await this.rows.findOneBy({ stripeCustomerId }))?.userId ?? null;
  }

  /** The customer is gone at Stripe: the next checkout makes a new one. */
  async markDeleted(stripeCustomerId: string): Promise<void> {
    const now = this.clock.now().toISOString();
    await this.work.run((tx) =>
      tx.query(
        'UPDATE stripe_customers SET deleted_at = ? WHERE stripe_customer_id = ? AND deleted_at IS NULL',
        [now, stripeCustomerId],
      ),
    );
  }

  private rowOf(userId: string): Promise<StripeCustomerEntity | null> {
    return this.rows.findOneBy({ userId, deletedAt: IsNull() });
  }

  private async writeIntent(userId: string): Promise<StripeCustomerEntity> {
    const { email, name } = await this.users.get(userId);
    const now = this.clock.now().toISOString();
    return this.work.run(async (tx) => {
      await tx.query(
        `INSERT INTO stripe_customers (id, user_id, email, name, attempt, created_at) VALUES (?, ?, ?, ?, 1, ?)
         ON CONFLICT DO NOTHING`,
        [newId('bcu'), userId, email, name, now],
      );
      return tx.manager.findOneByOrFail(StripeCustomerEntity, { userId, deletedAt: IsNull() });
    });
  }

  private async findAtStripe(row: StripeCustomerEntity): Promise<string | null> {
    const found = await this.stripe.call((stripe) => stripe.customers.list({ email: row.email, limit: 100 }));
    return found.data.find(({ metadata }) => metadata['ref'] === row.id)?.id ?? null;
  }

  private async createAtStripe(row: StripeCustomerEntity): Promise<string> {
    try {
      const { id } = await this.stripe.call((stripe) =>
        stripe.customers.create(
          { email: row.email, name: row.name, metadata: { user_id: row.userId, ref: row.id } },
          { idempotencyKey: `customer:${row.userId}:${row.id}:${row.attempt}` },
        ),
      );
      return id;
    } catch (error) {
      if (isKeptFailure(error)) await this.nextAttempt(row);
      throw error;
    }
  }

  /** The next call looks for the customer first: the failed one may have made it all the same. */
  private async nextAttempt({ id, attempt }: StripeCustomerEntity): Promise<void> {
    await this.work.run((tx) =>
      tx.query('UPDATE stripe_customers SET attempt = ? WHERE id = ? AND attempt = ?', [
        attempt + 1,
        id,
        attempt,
      ]),
    );
  }
}
