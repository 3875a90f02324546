import { BadSandboxInput } from './bad-input.js';
import { parseFaultRule, type FaultInput, type RequestFault } from './fault-input.js';
import { routeMatcher, isSubset } from './matching.js';
import { NORMAL, typeMatches, type WebhookFault, type WebhookRule } from './webhook-input.js';

interface CountedRule extends FaultInput {
  id: string;
  hits: number;
  seen: number;
}

interface Rule extends CountedRule {
  matches(path: string): boolean;
}

interface SavedFaults {
  counter: number;
  rules: CountedRule[];
  webhooks: WebhookRule[];
}

/** The faults switched on for one vendor. */
export class FaultSwitch {
  private rules: Rule[] = [];
  private counter = 0;
  private webhooks: WebhookRule[] = [NORMAL];

  /** Adds a rule from the body of POST /_sandbox/faults. */
  add(input: unknown): { id: string } {
    const rule = parseFaultRule(input);
    const id = `fault_${++this.counter}`;
    this.rules.push({ ...rule, id, hits: 0, seen: 0, matches: routeMatcher(rule.route) });
    return { id };
  }

  /** Rules with how often each was seen and hit. */
  list(): CountedRule[] {
    return this.rules.map(({ matches: _matches, ...shown }) => shown);
  }

  /** Removes one rule, or all of them. */
  clear(id?: string): void {
    if (id !== undefined && !this.rules.some((rule) => rule.id === id)) {
      throw new BadSandboxInput(`There is no fault "${id}"; GET /_sandbox/faults lists them.`);
    }
    this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id);
  }

  /** True when some rule has to see the parsed body before it can decide. */
  needsBody(method: string, path: string): boolean {
    return this.rules.some((rule) => rule.match !== undefined && this.applies(rule, method, path));
  }

  /** The fault for this request, counting it. Rules are tried in the order they were added. */
  take(method: string, path: string, body?: unknown): RequestFault | undefined {
    for (const rule of this.rules) {
      if (!this.applies(rule, method, path)) continue;
      if (rule.match !== undefined && !isSubset(rule.match, body)) continue;
      rule.seen += 1;
      if (rule.seen <= rule.after) continue;
      rule.hits += 1;
      return rule.fault;
    }
    return undefined;
  }

  /** How webhooks are treated from now on: the first rule that fits a type decides. */
  setWebhooks(rules: WebhookRule[]): void {
    this.webhooks = rules.length > 0 ? rules.map((rule) => ({ ...rule })) : [NORMAL];
  }

  /** The current webhook setting: the first rule, and all of them. */
  webhookSetting(): WebhookRule & { rules: readonly WebhookRule[] } {
    return { ...(this.webhooks[0] ?? NORMAL), rules: this.webhooks };
  }

  /** What a vendor must do with a webhook of this type; counts it. */
  webhookFor(type: string): WebhookFault {
    const rule = this.webhooks.find(
      (it) => it.times !== 0 && (!it.types || it.types.some((pattern) => typeMatches(type, pattern))),
    );
    if (!rule) return NORMAL;
    if (rule.times !== undefined) rule.times -= 1;
    return { mode: rule.mode, delayMs: rule.delayMs };
  }

  /** What is switched on and how often it hit, as plain data. */
  save(): unknown {
    const saved: SavedFaults = { counter: this.counter, rules: this.list(), webhooks: this.webhooks };
    return saved;
  }

  /** Goes on with what `save` gave. */
  load(state: unknown): void {
    const { counter, rules, webhooks } = state as SavedFaults;
    this.counter = counter;
    this.rules = rules.map((rule) => ({ ...rule, matches: routeMatcher(rule.route) }));
    this.webhooks = webhooks;
  }

  /** All faults off. */
  reset(): void {
    this.rules = [];
    this.webhooks = [NORMAL];
  }

  private applies(rule: Rule, method: string, path: string): boolean {
    if (rule.times !== null && rule.hits >= rule.times) return false;
    return (rule.method === undefined || rule.method === method) && rule.matches(path);
  }
}
