import { LookJob, DoctorJob } from '../tasks/watch.jobs.js';
import { WatchAgentsTask } from '../tasks/watch-agents.task.js';
import { AgentLook } from './agent-look.service.js';
import { AgentUsage } from './agent-usage.service.js';
import { ChannelLogins } from './channel-logins.service.js';
import { ConfigWatch } from './config-watch.service.js';
import { Doctor } from './doctor.service.js';
import { KeyWatch } from './key-watch.service.js';
import { UsageWatch } from './usage-watch.service.js';
import { WatchPass } from './watch-pass.service.js';

/** Looking at running agents, and what follows from what is seen. */
export const WATCH_PROVIDERS = [
  ConfigWatch,
  KeyWatch,
  UsageWatch,
  Doctor,
  AgentLook,
  WatchPass,
  AgentUsage,
  ChannelLogins,
  LookJob,
  DoctorJob,
  WatchAgentsTask,
];
