import { asObject, BadSandboxInput, onlyFields, routeMatcher, wholeNumber } from '../../kernel/index.js';
import { StripeError } from './errors.js';

interface Rule {
  method: string | undefined;
  route: string;
  times: number;
  acts: boolean;
  matches(path: string): boolean;
}

/**
 * Endpoints that begin, and then break. Unlike the kernel's status faults, which answer before anything runs, their 500
 * is saved under the idempotency key, as Stripe's is.
 */
export class ExecutionFailures {
  private rules: Rule[] = [];

  /** Adds a rule from the body of `POST /_sandbox/stripe/execution-failure`. */
  add(body: unknown): object {
    const input = asObject(body, 'The execution failure');
    onlyFields(input, ['method', 'route', 'times', 'acts'], 'The execution failure');
    const { method, route, acts = false } = input;
    if (typeof route !== 'string' || route === '') throw new BadSandboxInput('route must be a path.');
    if (method !== undefined && typeof method !== 'string') {
      throw new BadSandboxInput('method must be a string such as "POST".');
    }
    if (typeof acts !== 'boolean') throw new BadSandboxInput('acts must be true or false.');
    const shown = { method: method?.toUpperCase(), route, times: timesOf(input['times']), acts };
    this.rules.push({ ...shown, matches: routeMatcher(route) });
    return shown;
  }

  /** What must go wrong with this call; counts it. */
  take(method: string, path: string): Pick<Rule, 'acts'> | undefined {
    const rule = this.rules.find(
      (it) => it.times > 0 && (it.method === undefined || it.method === method) && it.matches(path),
    );
    if (rule) rule.times -= 1;
    return rule;
  }

  clear(): void {
    this.rules = [];
  }
}

function timesOf(value: unknown): number {
  return wholeNumber(value, 'times', 1, { min: 1 });
}

/** 500 out of the middle of an endpoint. */
export function brokenExecution(): StripeError {
  return new StripeError(500, {
    type: 'api_error',
    message: 'An unknown error occurred. (Injected by the sandbox while the endpoint was executing.)',
  });
}
