import type { Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import ky from 'ky';

const TIMEOUT_MS = 5_000;

/** `started`: takes work. `starting`: up, not ready yet. `silent`: no answer, or not from OpenClaw. */
export type StartupState = 'started' | 'starting' | 'silent';

/** Why an RPC gave no answer. `refused` is a wrong token: waiting does not help. */
export type GatewayFailure = 'refused' | 'unavailable' | 'rejected';

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

/** A machine's gateway did not do what was asked. The message names no address and no token. */
export class GatewayError extends Error {
  constructor(
    readonly failure: GatewayFailure,
    message: string,
  ) {
    super(message);
    this.name = 'GatewayError';
  }
}

interface RpcAnswer {
  ok?: boolean;
  payload?: unknown;
  result?: unknown;
  error?: { code?: string; message?: string };
}

/**
 * Talks to the OpenClaw gateway on a customer's machine by plain HTTP. Calls to it come through Fly's proxy and wake
 * a sleeping machine, so nothing here may run on a timer.
 */
@Injectable()
export class GatewayClient {
  /** Never throws: not answering is an answer. */
  async startup(appUrl: string, signal?: AbortSignal): Promise<StartupState> {
    try {
      const answer = await ky.get(`${appUrl}/startupz`, {
        timeout: TIMEOUT_MS,
        retry: 0,
        throwHttpErrors: false,
        ...(signal ? { signal } : {}),
      });
      const body = await answer.json<{ ok?: boolean; status?: string }>();
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
    let status: number;
    let body: RpcAnswer;
    try {
      const answer = await ky.post(`${appUrl}/api/v1/admin/rpc`, {
        json: { method, params: {} },
        headers: { authorization: `Bearer ${token.reveal()}` },
        timeout: TIMEOUT_MS,
        retry: 0,
        throwHttpErrors: false,
        ...(signal ? { signal } : {}),
      });
      status = answer.status;
      body = status === 401 || status === 403 ? {} : await answer.json<RpcAnswer>();
    } catch {
      throw new GatewayError('unavailable', `The gateway did not answer "${method}".`);
    }
    if (status === 401 || status === 403) {
      throw new GatewayError('refused', 'The gateway does not accept our token.');
    }
    if (status >= 500)
      throw new GatewayError('unavailable', `The gateway answered ${status} to "${method}".`);
    if (status >= 400 || body.ok === false || body.error) {
      throw new GatewayError('rejected', `The gateway refused "${method}" (${body.error?.code ?? status}).`);
    }
    return (body.payload ?? body.result ?? body) as RpcMethods[M];
  }
}
