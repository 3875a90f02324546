/**
 * The part of OpenClaw's configuration (2026.9) that we write. OpenClaw refuses unknown keys anywhere, so the types
 * are exact; the spec beside the builder holds them against OpenClaw's own JSON schema when that file is at hand.
 */

/** A value OpenClaw reads from its environment at start: the config file itself holds no secret. */
export interface SecretRef {
  source: 'env';
  provider: 'default';
  id: string;
}

export interface GatewayBlock {
  mode: 'local';
  port: number;
  bind: 'lan';
  /** Addresses and ranges whose `X-Forwarded-*` headers are believed. */
  trustedProxies: string[];
  auth: { mode: 'token'; token: SecretRef };
  terminal: { enabled: boolean };
  cliAgents: { enabled: boolean };
  controlUi: { enabled: boolean };
  http: { endpoints: { chatCompletions: { enabled: boolean }; responses: { enabled: boolean } } };
  reload: { mode: 'hybrid' };
}

export interface Heartbeat {
  every: string;
  target?: 'owner';
  activeHours?: { start: string; end: string };
}

export interface AgentsBlock {
  defaults: {
    workspace: string;
    userTimezone?: string;
    model: { primary: string };
    modelPolicy: { allow: string[] };
    heartbeat: Heartbeat;
    skills?: string[];
    timeoutSeconds: number;
  };
}

export interface AnthropicProvider {
  baseUrl?: string;
  api: 'anthropic-messages';
  apiKey: SecretRef;
  models: [];
}

export interface SkillsBlock {
  install: { allowUploadedArchives: boolean };
  workshop: { autonomous: { mode: 'off' }; approvalPolicy: 'pending' };
  allowBundled?: string[];
  load: { watch: boolean };
}

export interface ToolsBlock {
  profile: 'full';
  deny: string[];
  fs: { workspaceOnly: boolean };
  exec: { host: 'gateway'; mode: 'full' };
  web: {
    search: { enabled: boolean; provider?: string; maxResults?: number; timeoutSeconds?: number };
    fetch: { enabled: boolean };
  };
}

export interface BrowserBlock {
  enabled: boolean;
  defaultProfile?: string;
  attachOnly?: boolean;
  profiles?: Record<string, { cdpUrl: string; attachOnly: boolean }>;
}

export interface McpServer {
  url: string;
  transport: 'streamable-http';
  headers: Record<string, string>;
  requestTimeoutMs: number;
  toolFilter: { include: string[] };
}

interface ChannelBlock {
  enabled: true;
  dmPolicy: 'pairing' | 'allowlist';
  allowFrom?: string[];
  groupPolicy: 'allowlist';
  configWrites: false;
}

export interface TelegramBlock extends ChannelBlock {
  botToken: SecretRef;
  webhookUrl?: string;
  webhookSecret?: SecretRef;
  webhookPath?: string;
  webhookHost?: string;
  webhookPort?: number;
}

export interface DiscordBlock extends ChannelBlock {
  token: SecretRef;
}

export interface WhatsAppBlock extends ChannelBlock {
  selfChatMode?: true;
}

/** Who may give commands; heartbeats are delivered to the first one. */
export interface CommandsBlock {
  ownerAllowFrom: string[];
}

export interface ChannelsBlock {
  telegram?: TelegramBlock;
  discord?: DiscordBlock;
  whatsapp?: WhatsAppBlock;
}

export interface PluginEntry {
  enabled: true;
  config?: Record<string, unknown>;
}

export interface OpenClawConfig {
  gateway: GatewayBlock;
  agents: AgentsBlock;
  models: {
    mode: 'merge';
    catalogRefresh: { enabled: boolean };
    providers: { anthropic: AnthropicProvider };
  };
  cron: { enabled: boolean };
  skills: SkillsBlock;
  tools: ToolsBlock;
  browser: BrowserBlock;
  mcp?: { servers: Record<string, McpServer> };
  commands?: CommandsBlock;
  channels: ChannelsBlock;
  plugins: { enabled: true; allow: string[]; entries: Record<string, PluginEntry> };
  memory: { search: { enabled: boolean } };
  discovery: { mdns: { mode: 'off' } };
  update: { checkOnStart: boolean; auto: { enabled: boolean } };
  telemetry: { enabled: boolean };
}
