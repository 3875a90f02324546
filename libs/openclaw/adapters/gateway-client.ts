import type { Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import ky from 'ky';
import { boundedJson, deadline } from './bounded-json.js';
import { gatewayRpc } from './gateway-rpc.js';

const TIMEOUT_MS = 5_000;

/** `started`: takes work. `starting`: up, not ready yet. `silent`: no answer, or not from OpenClaw. */
export type StartupState = 'started' | 'starting' | 'silent';

/** Part of `health` that screens use; OpenClaw says more. */
export interface GatewayHealth {
  ok?: boolean;
  ts?: number;
  heartbeatSeconds?: number;
  channels?: Record<string, { configured?: boolean; running?: boolean; linked?: boolean }>;
}

/** Part of `status` that screens use. */
export interface GatewayStatus {
  version?: string;
  runtimeVersion?: string;
  degradedSecretOwners?: { ownerKind: string; ownerId: string; degradationState: string }[];
}

interface RpcMethods {
  health: GatewayHealth;
  status: GatewayStatus;
}

/**
 * Talks to the OpenClaw gateway on a customer's machine by plain HTTP. Calls to it come through Fly's proxy and wake
 * a sleeping machine: whoever only wants to look makes sure first that it runs.
 */
@Injectable()
export class GatewayClient {
  /** Never throws: not answering is an answer. */
  async startup(appUrl: string, signal?: AbortSignal): Promise<StartupState> {
    try {
      const answer = await ky.get(`${appUrl}/startupz`, {
        timeout: false,
        signal: deadline(TIMEOUT_MS, signal),
        retry: 0,
        throwHttpErrors: false,
        redirect: 'error',
      });
      const body = ((await boundedJson(answer)) ?? {}) as { ok?: boolean; status?: string };
      if (answer.status === 200 && body.ok === true) return 'started';
      return typeof body.status === 'string' ? 'starting' : 'silent';
    } catch {
      return 'silent';
    }
  }

  /** @throws GatewayError */
  health(appUrl: string, token: Secret, signal?: AbortSignal): Promise<GatewayHealth> {
    return this.rpc(appUrl, token, 'health', signal);
  }

  /** @throws GatewayError */
  status(appUrl: string, token: Secret, signal?: AbortSignal): Promise<GatewayStatus> {
    return this.rpc(appUrl, token, 'status', signal);
  }

  private async rpc<M extends keyof RpcMethods>(
    appUrl: string,
    token: Secret,
    method: M,
    signal?: AbortSignal,
  ): Promise<RpcMethods[M]> {
    const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    return (await gatewayRpc({ appUrl, token }, method, {}, options)) as RpcMethods[M];
  }
}
