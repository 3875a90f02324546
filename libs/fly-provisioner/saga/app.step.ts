import { randomBytes } from 'node:crypto';
import { FlyError } from '../adapters/fly-error.js';
import type { ProvisionStep, StepContext } from './provision-step.js';

const NAMES_TO_TRY = 3;

/** One Fly app per customer: secrets are shared by all machines of an app, so apps are what keeps customers apart. */
export const appStep: ProvisionStep = {
  id: 'app',
  async run(context) {
    for (let tries = 1; !(await reserve(context)); tries += 1) {
      if (tries === NAMES_TO_TRY) throw new FlyError('rejected', 'Every app name we tried is taken');
      // App names are global at Fly and a stranger has ours, so this machine gets another one.
      const { appPrefix } = context.tools.config.fly;
      await context.save({ appName: `${appPrefix}${randomBytes(12).toString('hex')}` });
    }
  },
};

/** False when the name belongs to somebody else. */
async function reserve(context: StepContext): Promise<boolean> {
  const owner = await ownerOf(context);
  if (owner !== 'nobody') return owner === 'us';
  const { tools, machine, signal } = context;
  try {
    // The key names machine and app: a repeated request is answered with the first one's app.
    await tools.fly.createApp(machine.appName, `${machine.id}:${machine.appName}`, signal);
    return true;
  } catch (error) {
    if (!(error instanceof FlyError) || error.failure !== 'name_taken') throw error;
    return (await ownerOf(context)) === 'us';
  }
}

async function ownerOf({ tools, machine, signal }: StepContext): Promise<'us' | 'a stranger' | 'nobody'> {
  try {
    const app = await tools.fly.getApp(machine.appName, signal);
    if (!app) return 'nobody';
    const slug = app.organization?.slug;
    return slug === undefined || slug === tools.config.fly.org ? 'us' : 'a stranger';
  } catch (error) {
    if (error instanceof FlyError && error.facts.status === 403) return 'a stranger';
    throw error;
  }
}
