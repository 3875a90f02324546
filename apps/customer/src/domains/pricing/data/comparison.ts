import {
  PLANS,
  PLAN_NAMES,
  type PlanFeature,
  type PlanName,
  type Service,
  channelLimit,
  planHas,
  serviceLimit,
} from '@automna/contracts';
import { limitText } from '@automna/web-ui';

/** One line of the comparison: a text for each plan, or a yes/no. */
export interface ComparisonRow {
  name: string;
  hint?: string;
  cells: { plan: PlanName; value: string | boolean }[];
}

export interface ComparisonGroup {
  title: string;
  rows: ComparisonRow[];
}

function row(name: string, read: (plan: PlanName) => string | boolean, hint?: string): ComparisonRow {
  return { name, hint, cells: PLAN_NAMES.map((plan) => ({ plan, value: read(plan) })) };
}

const service = (name: Service) => (plan: PlanName) => {
  const limit = serviceLimit(plan, name);
  return limit.limit === 0 ? false : limitText(limit);
};

const feature = (name: PlanFeature) => (plan: PlanName) => planHas(plan, name);

/** The whole catalogue, line by line; nothing in it is written down a second time. */
export const COMPARISON: readonly ComparisonGroup[] = [
  {
    title: 'Your agent',
    rows: [
      row('A private machine with an encrypted disk', () => true),
      row(
        'Your own Anthropic key',
        () => true,
        'Any model your account can use. We add no limit and no margin.',
      ),
      row(
        'Availability',
        (plan) => (planHas(plan, 'sleepWhenIdle') ? 'Sleeps when idle' : 'Always on'),
        'A sleeping agent is woken by a Telegram message or from the web.',
      ),
      row('Channels', (plan) => limitText(channelLimit(plan)), 'Telegram, Discord, web chat.'),
    ],
  },
  {
    title: 'Included every month',
    rows: [
      row('Web searches', service('search')),
      row('Browser minutes', service('browser'), 'A real browser your agent can operate.'),
      row('Emails sent', service('email')),
      row('Phone call minutes', service('phone')),
      row('Service requests per minute', (plan) => String(PLANS[plan].requestsPerMinute)),
    ],
  },
  {
    title: 'Features',
    rows: [
      row('Scheduled tasks', feature('cron'), 'Your agent works at the times you set.'),
      row('Custom skills', feature('customSkills')),
      row('File browser', feature('fileBrowser')),
      row('API access', feature('apiAccess'), 'Talk to your agent from your own programs.'),
      row('Support', (plan) => PLANS[plan].support),
    ],
  },
];
