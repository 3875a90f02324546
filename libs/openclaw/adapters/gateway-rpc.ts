import type { Secret } from '@automna/core';
import ky from 'ky';
import { boundedJson, deadline } from './bounded-json.js';

/** Why an RPC gave no answer. `refused` is a wrong token: waiting does not help. */
export type GatewayFailure = 'refused' | 'unavailable' | 'rejected';

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

/** Where a gateway answers and what it wants to hear. */
export interface GatewayAddress {
  appUrl: string;
  token: Secret;
}

export interface RpcOptions {
  timeoutMs: number;
  signal?: AbortSignal;
}

interface RpcAnswer {
  ok?: boolean;
  payload?: unknown;
  result?: unknown;
  error?: { code?: string; message?: string };
}

/**
 * One call to a gateway's admin RPC, by plain HTTP. What comes back is whatever the machine says: nothing about its
 * shape may be taken for granted. @throws GatewayError
 */
export async function gatewayRpc(
  { appUrl, token }: GatewayAddress,
  method: string,
  params: object,
  { timeoutMs, signal }: RpcOptions,
): Promise<unknown> {
  let status: number;
  let body: RpcAnswer | null;
  try {
    const answer = await ky.post(`${appUrl}/api/v1/admin/rpc`, {
      json: { method, params },
      headers: { authorization: `Bearer ${token.reveal()}` },
      timeout: false,
      signal: deadline(timeoutMs, signal),
      retry: 0,
      throwHttpErrors: false,
      redirect: 'error',
    });
    status = answer.status;
    body = status === 401 || status === 403 ? {} : ((await boundedJson(answer)) as RpcAnswer | null);
  } catch {
    throw new GatewayError('unavailable', `The gateway did not answer "${method}".`);
  }
  if (status === 401 || status === 403) {
    throw new GatewayError('refused', 'The gateway does not accept our token.');
  }
  if (status >= 500) throw new GatewayError('unavailable', `The gateway answered ${status} to "${method}".`);
  if (typeof body !== 'object' || body === null) {
    throw new GatewayError('unavailable', `The gateway's answer to "${method}" makes no sense.`);
  }
  if (status >= 400 || body.ok === false || body.error) {
    throw new GatewayError('rejected', `The gateway refused "${method}" (${body.error?.code ?? status}).`);
  }
  return body.payload ?? body.result ?? body;
}
