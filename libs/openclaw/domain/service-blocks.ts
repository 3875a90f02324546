import type { BrowserBlock, McpServer, PluginEntry, ToolsBlock } from './config-types.js';
import { fromEnv, SECRET_ENV } from './machine-env.js';

/**
 * Addresses of the services we offer to machines. A service that is absent here is switched off on the machine, so
 * the config never names an address at which nobody answers.
 */
export interface ServiceAddresses {
  /** Speaks Brave's web search API. */
  search?: { baseUrl: string };
  /** Speaks the Chrome DevTools protocol over WebSocket; the proxy token is added as its query. */
  browser?: { cdpUrl: string };
  /** Speaks the Model Context Protocol; `include` names the tools the plan has, e.g. `email_*`. */
  tools?: { url: string; include: string[] };
}

const PROXY_TOKEN = `\${${SECRET_ENV.proxyToken}}`;

export function webTools(services: ServiceAddresses): ToolsBlock['web'] {
  return {
    search: services.search
      ? { enabled: true, provider: 'brave', maxResults: 5, timeoutSeconds: 30 }
      : { enabled: false },
    fetch: { enabled: true },
  };
}

export function browserBlock(services: ServiceAddresses): BrowserBlock {
  if (!services.browser) return { enabled: false };
  const cdpUrl = `${services.browser.cdpUrl}?token=${PROXY_TOKEN}`;
  return {
    enabled: true,
    defaultProfile: 'remote',
    attachOnly: true,
    profiles: { remote: { cdpUrl, attachOnly: true } },
  };
}

export function mcpServers(services: ServiceAddresses): Record<string, McpServer> | undefined {
  if (!services.tools) return undefined;
  return {
    platform: {
      url: services.tools.url,
      transport: 'streamable-http',
      headers: { Authorization: `Bearer ${PROXY_TOKEN}` },
      requestTimeoutMs: 120_000,
      toolFilter: { include: services.tools.include },
    },
  };
}

/** Plugins behind the services, by id; `browser` is bundled and needs no entry. */
export function servicePlugins(services: ServiceAddresses): {
  allow: string[];
  entries: Record<string, PluginEntry>;
} {
  const allow: string[] = [];
  const entries: Record<string, PluginEntry> = {};
  if (services.browser) allow.push('browser');
  if (services.search) {
    allow.push('brave');
    entries['brave'] = {
      enabled: true,
      config: {
        webSearch: { apiKey: fromEnv(SECRET_ENV.proxyToken), baseUrl: services.search.baseUrl },
      },
    };
  }
  return { allow, entries };
}
