import { type ChannelKind, canUseCron, type PlanName } from '@automna/contracts';
import { channelBlocks, commandsBlock } from './channel-blocks.js';
import type { ChannelOwners } from './channel-owner.js';
import type { AnthropicProvider, OpenClawConfig, PluginEntry } from './config-types.js';
import { fromEnv, GATEWAY_PORT, SECRET_ENV, STATE_DIR } from './machine-env.js';
import { agentSkills, deniedTools, heartbeatOf, skillsBlock } from './plan-blocks.js';
import {
  browserBlock,
  mcpServers,
  type ServiceAddresses,
  servicePlugins,
  webTools,
} from './service-blocks.js';

/** The model an agent thinks with until its owner picks another one. */
export const DEFAULT_MODEL = 'anthropic/claude-sonnet-4-6';

/** `direct`: the customer's own key, straight to Anthropic. `grace`: our relay, with the proxy token. */
export type KeyMode = 'direct' | 'grace';

export interface OpenClawConfigInput {
  plan: PlanName;
  keyMode: KeyMode;
  channels: readonly ChannelKind[];
  /** Who the agent listens to, by channel. */
  owners?: ChannelOwners;
  addresses: {
    /** Where our API answers. */
    publicUrl: string;
    /** Where the machine answers. */
    appUrl: string;
  };
  /** IANA name; OpenClaw uses the machine's own (UTC) without it. */
  timezone?: string;
  services?: ServiceAddresses;
}

/**
 * Where Fly's proxy speaks to a machine from. It names the visitor in `X-Forwarded-For`, and OpenClaw refuses every
 * request with such a header, its own health check included, unless it comes from an address it was told to trust.
 */
const FLY_PROXY_RANGES = ['172.16.0.0/12', 'fdaa::/16'];

/**
 * What an agent's machine is told: a pure function of what the customer has. It names secrets, it never holds one.
 * The same input gives the same text, so its hash says whether a machine is up to date.
 */
export function buildOpenClawConfig(input: OpenClawConfigInput): OpenClawConfig {
  const { plan, channels, owners = {}, addresses, timezone, services = {} } = input;
  const skills = agentSkills(plan);
  const servers = mcpServers(services);
  const commands = commandsBlock(channels, owners);
  return {
    gateway: {
      mode: 'local',
      port: GATEWAY_PORT,
      bind: 'lan',
      trustedProxies: FLY_PROXY_RANGES,
      auth: { mode: 'token', token: fromEnv(SECRET_ENV.gatewayToken) },
      terminal: { enabled: false },
      cliAgents: { enabled: false },
      controlUi: { enabled: false },
      http: { endpoints: { chatCompletions: { enabled: true }, responses: { enabled: false } } },
      reload: { mode: 'hybrid' },
    },
    agents: {
      defaults: {
        workspace: `${STATE_DIR}/workspace`,
        ...(timezone ? { userTimezone: timezone } : {}),
        model: { primary: DEFAULT_MODEL },
        modelPolicy: { allow: ['anthropic/*'] },
        heartbeat: heartbeatOf(plan),
        ...(skills ? { skills } : {}),
        timeoutSeconds: 3600,
      },
    },
    models: {
      mode: 'merge',
      catalogRefresh: { enabled: false },
      providers: { anthropic: anthropicProvider(input) },
    },
    cron: { enabled: canUseCron(plan) },
    skills: skillsBlock(plan),
    tools: {
      profile: 'full',
      deny: deniedTools(plan),
      fs: { workspaceOnly: true },
      exec: { host: 'gateway', mode: 'full' },
      web: webTools(services),
    },
    browser: browserBlock(services),
    ...(servers ? { mcp: { servers } } : {}),
    ...(commands ? { commands } : {}),
    channels: channelBlocks(plan, channels, addresses.appUrl, owners),
    plugins: plugins(channels, services),
    memory: { search: { enabled: false } },
    discovery: { mdns: { mode: 'off' } },
    update: { checkOnStart: false, auto: { enabled: false } },
    telemetry: { enabled: false },
  };
}

/**
 * In grace `ANTHROPIC_API_KEY` must also be absent from the machine: OpenClaw prefers it to any key named here and
 * would send the customer's key to our relay.
 */
function anthropicProvider({ keyMode, addresses }: OpenClawConfigInput): AnthropicProvider {
  return keyMode === 'direct'
    ? { api: 'anthropic-messages', apiKey: fromEnv(SECRET_ENV.anthropicKey), models: [] }
    : {
        baseUrl: `${addresses.publicUrl}/api/llm`,
        api: 'anthropic-messages',
        apiKey: fromEnv(SECRET_ENV.proxyToken),
        models: [],
      };
}

/** Only what is listed loads. `admin-http-rpc` is how we ask the gateway about itself. */
function plugins(channels: readonly ChannelKind[], services: ServiceAddresses): OpenClawConfig['plugins'] {
  const forServices = servicePlugins(services);
  const forChannels = channels.filter((kind) => kind !== 'web');
  const entries: Record<string, PluginEntry> = {
    'admin-http-rpc': { enabled: true },
    ...forServices.entries,
  };
  for (const kind of forChannels) if (kind !== 'telegram') entries[kind] = { enabled: true };
  return {
    enabled: true,
    allow: [
      'anthropic',
      'admin-http-rpc',
      'memory-core',
      ...forServices.allow,
      'web-readability',
      'document-extract',
      ...forChannels,
    ],
    entries,
  };
}
