import { canUseCron, planHas, type PlanName } from '@automna/contracts';
import type { Heartbeat, SkillsBlock } from './config-types.js';

/** What comes with every agent; plans without custom skills have these and no others. */
const BUNDLED_SKILLS = ['weather', 'healthcheck'];

/** Tools no agent gets: with them it could rewrite its own gateway, install plugins or open a shell to the outside. */
const NEVER = ['gateway', 'openclaw', 'plugins', 'nodes', 'computer', 'mobile_ui', 'terminal', 'portal'];

/** OpenClaw's default is a heartbeat each 30 minutes, so "no heartbeat" has to be said. */
export function heartbeatOf(plan: PlanName): Heartbeat {
  return canUseCron(plan)
    ? { every: '30m', target: 'owner', activeHours: { start: '08:00', end: '23:00' } }
    : { every: '0m' };
}

/** Tools switched off. `automations` is today's name of the cron tool, `cron` its alias. */
export function deniedTools(plan: PlanName): string[] {
  return [
    ...NEVER,
    ...(canUseCron(plan) ? [] : ['automations', 'cron']),
    ...(planHas(plan, 'customSkills') ? [] : ['skill_workshop']),
  ];
}

/** The agent's list of skills: undefined means every skill, also the customer's own. */
export function agentSkills(plan: PlanName): string[] | undefined {
  return planHas(plan, 'customSkills') ? undefined : [...BUNDLED_SKILLS];
}

export function skillsBlock(plan: PlanName): SkillsBlock {
  const own = planHas(plan, 'customSkills');
  return {
    install: { allowUploadedArchives: false },
    workshop: { autonomous: { mode: 'off' }, approvalPolicy: 'pending' },
    ...(own ? {} : { allowBundled: [...BUNDLED_SKILLS] }),
    load: { watch: own },
  };
}
