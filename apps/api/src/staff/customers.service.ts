import { Timeline, type UserView, Users, toUserDto } from '@automna/accounts';
import { BillingReports, Subscriptions, toSubscriptionDto } from '@automna/billing';
import { ByokKeys, toKeyStatus } from '@automna/byok';
import { MachineReports } from '@automna/fly-provisioner';
import { ChannelsService, toChannelDto } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import { UsageService } from '../onboarding/usage.service.js';
import type { CustomerDetailDto, CustomerRowDto, CustomersPageDto, CustomersQueryDto } from './staff.dto.js';
import { toAccountEnd } from './to-account-end.js';
import { toStaffMachine } from './to-staff-machine.js';

const PAGE = 25;

/** Customers as staff see them: every room's view of one person, side by side. */
@Injectable()
export class StaffCustomers {
  constructor(
    private readonly users: Users,
    private readonly timeline: Timeline,
    private readonly subscriptions: Subscriptions,
    private readonly billing: BillingReports,
    private readonly keys: ByokKeys,
    private readonly machines: MachineReports,
    private readonly channels: ChannelsService,
    private readonly usage: UsageService,
  ) {}

  async search({ query = '', limit = PAGE, cursor }: CustomersQueryDto): Promise<CustomersPageDto> {
    const page = await this.users.search(query, { limit, cursor: cursor ?? null, roles: ['customer'] });
    return { items: await this.rows(page.items), nextCursor: page.nextCursor };
  }

  /** @throws AccountError customer_not_found */
  async detail(userId: string): Promise<CustomerDetailDto> {
    const user = await this.users.get(userId);
    const [subscription, ids, key, machine, channels, usage, timeline, events] = await Promise.all([
      this.subscriptions.ofUser(userId),
      this.billing.stripeIds(userId),
      this.keys.ofUser(userId),
      this.machines.ofUser(userId),
      this.channels.overview(userId),
      this.usage.of(userId),
      this.timeline.list(userId),
      this.billing.lastEvents(userId),
    ]);
    return {
      user: toUserDto(user),
      accountDeletion: toAccountEnd(user),
      subscription: { ...toSubscriptionDto(subscription), ...ids },
      key: toKeyStatus(key),
      machine: machine && toStaffMachine(machine),
      channels: channels.channels.map(toChannelDto),
      usage,
      timeline: timeline.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
      stripeEvents: events.map(({ id, type, status, outcome, eventAt }) => ({
        id,
        type,
        status,
        outcome,
        at: eventAt.toISOString(),
      })),
    };
  }

  /** One query per room for the whole page, however long it is. */
  private async rows(users: readonly UserView[]): Promise<CustomerRowDto[]> {
    const ids = users.map((user) => user.id);
    const [subscriptions, verdicts, machines] = await Promise.all([
      this.subscriptions.ofUsers(ids),
      this.keys.verdictsOf(ids),
      this.machines.statesOf(ids),
    ]);
    return users.map((user) => {
      const subscription = subscriptions.get(user.id);
      return {
        id: user.id,
        email: user.email,
        name: user.name,
        createdAt: user.createdAt.toISOString(),
        plan: subscription?.live ? subscription.planName : null,
        subscriptionStatus: subscription?.status ?? 'none',
        machineState: machines.get(user.id) ?? 'none',
        keyVerdict: verdicts.get(user.id) ?? null,
      };
    });
  }
}
