import type { Timeline } from '@automna/accounts';
import type { PlanName } from '@automna/contracts';
import {
  createTestWork,
  ManualClock,
  newId,
  openTestDatabase,
  Secret,
  SecretBox,
  testConfig,
  type Tx,
} from '@automna/core';
import type { DiscordCheck } from '../adapters/discord-check.js';
import type { TelegramCheck } from '../adapters/telegram-check.js';
import { ChannelEntity } from '../persistence/channel.entity.js';
import { ChannelSightEntity } from '../persistence/channel-sight.entity.js';
import { BotTokens } from '../services/bot-tokens.service.js';
import { ChannelChoices } from '../services/channel-choices.service.js';
import { ChannelFit } from '../services/channel-fit.service.js';
import { ChannelOwnersService } from '../services/channel-owners.service.js';
import { ChannelPauses } from '../services/channel-pauses.service.js';
import { ChannelSights } from '../services/channel-sights.service.js';
import { ChannelsService } from '../services/channels.service.js';
import { CheckBudget } from '../services/check-budget.service.js';
import { MachineChannels } from '../services/machine-channels.service.js';
import { fakePlans } from './fake-plans.js';

export type ChannelBench = Awaited<ReturnType<typeof openChannelBench>>;
type Three = [ChannelEntity, ChannelEntity, ChannelEntity];

/** The room's channels on a real database; every token is a bot's, and every customer of a spec has the one plan. */
export async function openChannelBench() {
  const database = await openTestDatabase({ url: ':memory:', entities: [ChannelEntity, ChannelSightEntity] });
  const clock = new ManualClock();
  const { uow } = createTestWork(database, { clock });
  const run = uow.run.bind(uow);
  uow.run = (work) =>
    run((tx) => {
      const publish: Tx['publish'] = async (event) => {
        if (event.name === 'channels.changed') bench.changes += 1;
        await tx.publish(event);
      };
      return work({ ...tx, publish });
    });
  const record: Timeline['record'] = async (_tx, { kind, title }) =>
    void bench.timeline.push({ kind, title });
  const timeline = { record } as unknown as Timeline;
  const plans = fakePlans(() => (bench.answerPlan ? bench.answerPlan() : bench.plan));
  const ask = (token: Secret) => {
    bench.duringCheck();
    const externalId = token.reveal();
    return Promise.resolve({ outcome: 'bot', externalId, label: `@${externalId.slice(-6)}` });
  };
  const bots = new BotTokens(
    new CheckBudget(uow, clock),
    { check: ask } as unknown as TelegramCheck,
    { check: ask } as unknown as DiscordCheck,
  );
  const box = new SecretBox(testConfig().masterKeys());
  const rows = database.getRepository(ChannelEntity);
  const fit = new ChannelFit(rows, plans, uow, clock, timeline);
  const channels = new ChannelsService(rows, plans, bots, uow, box, clock, timeline, fit);
  const choices = new ChannelChoices(rows, clock);

  const bench = {
    plan: 'pro' as PlanName | null,
    /** Given: asked instead of `plan`, each time anew. */
    answerPlan: null as (() => PlanName | null) | null,
    /** What happens while a messenger looks at a token. */
    duringCheck: (): void => undefined,
    /** How often it was told that channels changed. */
    changes: 0,
    timeline: [] as { kind: string; title: string }[],
    clock,
    fit,
    channels,
    choices,
    pauses: new ChannelPauses(plans, uow, clock, timeline, fit),
    owners: new ChannelOwnersService(uow, timeline),
    sights: new ChannelSights(rows, database.getRepository(ChannelSightEntity), uow, timeline, clock),
    machineChannels: new MachineChannels(rows, box),
    reset(): void {
      Object.assign(bench, {
        plan: 'pro',
        answerPlan: null,
        duringCheck: () => undefined,
        changes: 0,
        timeline: [],
      });
    },
    query: (sql: string, params: unknown[]): Promise<Record<string, unknown>[]> =>
      database.query(sql, params),
    token: () => new Secret(newId('token')),
    async newUser(plan: PlanName): Promise<string> {
      bench.plan = plan;
      const id = newId('usr');
      await database.query(
        `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
         VALUES (?, ?, 'A', 'x', 'customer', 'now', 'now')`,
        [id, `${id}@example.test`],
      );
      return id;
    },
    /** Telegram, Discord and web chat, in this order, a second apart. */
    async addThree(userId: string): Promise<Three> {
      const three = [];
      for (const kind of ['telegram', 'discord', 'web'] as const) {
        clock.advance({ seconds: 1 });
        three.push(await channels.add(userId, kind, kind === 'web' ? undefined : bench.token()));
      }
      return three as Three;
    },
    keep: (userId: string, ids: string[]) => uow.run((tx) => choices.keep(tx, userId, ids)),
    /** Oldest first. */
    async statuses(userId: string): Promise<string[]> {
      return (await channels.list(userId)).map(({ status }) => status);
    },
    close: () => database.destroy(),
  };
  return bench;
}
