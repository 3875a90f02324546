import { includable, resolveId } from '../serialise/registry.js';
import type { World } from '../state/world.js';
import { badParameter } from './errors.js';

type Node = Record<string, unknown>;

const DEEPEST = 4;

/** Replaces ids by their objects, and adds what is only sent on request, along every path of `expand`. */
export function expand(world: World, answer: object, paths: readonly string[]): object {
  paths.forEach((path, index) => {
    const steps = path.split('.');
    const levels = steps.filter((step) => step !== 'data').length;
    if (levels > DEEPEST) {
      throw badParameter(`You cannot expand more than ${DEEPEST} levels of a property. Property: ${path}.`, {
        param: `expand[${index}]`,
      });
    }
    walk(world, answer as Node, steps, () =>
      badParameter(`This property cannot be expanded (${path}).`, { param: `expand[${index}]` }),
    );
  });
  return answer;
}

function walk(world: World, node: Node, steps: string[], refuse: () => Error): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  let value = node[step];
  if (value === undefined) {
    value = includable(world, node, step);
    if (value === undefined) throw refuse();
    node[step] = value;
  }
  if (typeof value === 'string') {
    value = resolveId(world, step, value);
    if (value === undefined) throw refuse();
    node[step] = value;
  }
  if (Array.isArray(value) && value.some((it) => typeof it === 'string')) {
    // A list of ids, such as `discounts`.
    value = value.map((it: unknown) => (typeof it === 'string' ? resolveId(world, step, it) : it));
    if ((value as unknown[]).includes(undefined)) throw refuse();
    node[step] = value;
  }
  if (value === null) return;
  if (typeof value !== 'object') throw refuse();
  const children = Array.isArray(value) ? value : [value];
  if (rest.length > 0) children.forEach((child) => walk(world, child as Node, rest, refuse));
}
