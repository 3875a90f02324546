import { Injectable } from '@nestjs/common';
import {
  type ChannelSight,
  type CostTotals,
  type LoginSight,
  type LogTail,
  readChannels,
  readConfig,
  readCost,
  readLogin,
  readLogTail,
} from '../domain/gateway-answers.js';
import { type GatewayAddress, GatewayError, gatewayRpc } from './gateway-rpc.js';

export type { ChannelSight, CostTotals, LoginSight, LogTail } from '../domain/gateway-answers.js';

const TIMEOUT_MS = 8_000;
const LOG_LINES = 1_000;
const LOG_BYTES = 500_000;

/** WhatsApp takes some seconds to make up a code. */
const QR_WAIT_MS = 20_000;
/** OpenClaw's shortest. */
const SCAN_WAIT_MS = 1_000;
/** Any code that is not the current one makes the gateway answer with the current one at once. */
const NO_QR = 'data:image/png;base64,';

/**
 * A running gateway seen from the inside. Like every call to a machine it wakes a sleeping one, so callers look at Fly
 * first. Each method throws GatewayError, also when the answer makes no sense.
 */
@Injectable()
export class GatewayAdmin {
  /** The config file as it was read, secrets blacked out. */
  async config(gateway: GatewayAddress, signal?: AbortSignal): Promise<Record<string, unknown>> {
    return sensible('config.get', readConfig(await this.call(gateway, 'config.get', {}, signal)));
  }

  async channels(gateway: GatewayAddress, signal?: AbortSignal): Promise<Map<string, ChannelSight>> {
    const answer = await this.call(gateway, 'channels.status', {}, signal);
    return sensible('channels.status', readChannels(answer));
  }

  /** What was logged since `cursor`; the newest lines without one. */
  async logs(gateway: GatewayAddress, cursor: number | null, signal?: AbortSignal): Promise<LogTail> {
    const from = cursor === null ? {} : { cursor };
    const params = { limit: LOG_LINES, maxBytes: LOG_BYTES, ...from };
    return sensible('logs.tail', readLogTail(await this.call(gateway, 'logs.tail', params, signal)));
  }

  async cost(gateway: GatewayAddress, days: number, signal?: AbortSignal): Promise<CostTotals> {
    return sensible('usage.cost', readCost(await this.call(gateway, 'usage.cost', { days }, signal)));
  }

  /** Begins to link WhatsApp, or goes on with a login that was begun: asking twice shows the same code. */
  async startLogin(gateway: GatewayAddress, signal?: AbortSignal): Promise<LoginSight> {
    const params = { channel: 'whatsapp', timeoutMs: QR_WAIT_MS };
    return readLogin(await this.call(gateway, 'web.login.start', params, signal, QR_WAIT_MS + 5_000));
  }

  /** How a login that was begun stands, with the code that is valid now. Begins none. */
  async loginState(gateway: GatewayAddress, signal?: AbortSignal): Promise<LoginSight> {
    const params = { channel: 'whatsapp', timeoutMs: SCAN_WAIT_MS, currentQrDataUrl: NO_QR };
    return readLogin(await this.call(gateway, 'web.login.wait', params, signal));
  }

  private call(
    gateway: GatewayAddress,
    method: string,
    params: object,
    signal?: AbortSignal,
    timeoutMs = TIMEOUT_MS,
  ): Promise<unknown> {
    return gatewayRpc(gateway, method, params, { timeoutMs, ...(signal ? { signal } : {}) });
  }
}

function sensible<T>(method: string, read: T | null): T {
  if (read !== null) return read;
  throw new GatewayError('unavailable', `The gateway's answer to "${method}" makes no sense.`);
}
