import { createHash } from 'node:crypto';
import { Customer } from './customer.js';
import { eventually, vendors } from './world.js';

const FLY = { authorization: 'Bearer fm2_sandbox' };

/** What is at Fly for one customer, asked of Fly itself. */
export interface AtFly {
  appName: string;
  machines: { id: string; config: { metadata: Record<string, string> } & Record<string, unknown> }[];
  volumes: { id: string; attached_machine_id: string | null }[];
}

/** Fly's API as somebody with our token could use it behind our back; a refusal for being too fast did nothing. */
export async function fly(method: string, path: string, body?: object): Promise<Response> {
  const call = () =>
    fetch(`${vendors.fly}/v1/${path}`, {
      method,
      headers: { ...FLY, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return eventually(async () => {
    const answer = await call();
    return answer.status !== 429 && answer;
  }, `${method} ${path}`);
}

/** What staff see of a customer. */
export async function staffView(customer: Customer) {
  const support = await Customer.staff('support');
  return (await support.call('get', `/api/admin/customers/${customer.id}`).expect(200)).body;
}

export async function atFly(customer: Customer): Promise<AtFly> {
  const { appName } = (await staffView(customer)).machine;
  const list = async <T>(what: string): Promise<T[]> => {
    const answer = await fly('GET', `apps/${appName}/${what}`);
    return answer.status === 404 ? [] : ((await answer.json()) as T[]);
  };
  const [machines, volumes] = await Promise.all([
    list<AtFly['machines'][0] & { state: string }>('machines'),
    list<AtFly['volumes'][0] & { state: string }>('volumes'),
  ]);
  const stays = ({ state }: { state: string }) => !/destroy/.test(state);
  return { appName, machines: machines.filter(stays), volumes: volumes.filter(stays) };
}

/** First 16 hex characters of a key's SHA-256, as the API shows them. */
export const fingerprintOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 16);

/** The fingerprint of the key the machine itself runs with. */
export async function keyInAgent(customer: Customer): Promise<string> {
  const { appName, machines } = await atFly(customer);
  const command = ['sh', '-c', 'printf %s "$ANTHROPIC_API_KEY" | sha256sum'];
  const answer = await fly('POST', `apps/${appName}/machines/${machines[0]?.id}/exec`, {
    command,
    timeout: 5,
  });
  const { stdout = '' } = (await answer.json()) as { stdout?: string };
  return stdout.slice(0, 16);
}

export async function keyStatus(customer: Customer): Promise<Record<string, unknown>> {
  return (await customer.call('get', '/api/user/byok/status').expect(200)).body;
}

/** Waits until the agent was proven to run with its owner's newest key. */
export async function untilDelivered(customer: Customer, what: string): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const status = await keyStatus(customer);
    return status['delivery'] === 'delivered' && status;
  }, what);
}

/** A customer with a plan, a key and, unless told otherwise, an agent. */
export async function withAgent(plan = 'pro'): Promise<Customer> {
  const customer = await withKey(plan);
  await customer.provision();
  return customer;
}

export async function withKey(plan = 'pro'): Promise<Customer> {
  const customer = await Customer.register();
  await customer.subscribe(plan);
  await customer.connectKey();
  return customer;
}
