import { z } from 'zod';
import { badParameter, type StripeError } from './errors.js';
import { paramName, type Form } from './form.js';

/** Issue params that carry Stripe's own error code through zod. */
interface StripeIssue {
  stripe?: string;
  plain?: boolean;
}

function refuse(context: z.core.$RefinementCtx, message: string, params: StripeIssue): never {
  context.issues.push({ code: 'custom', message, params, input: context.value });
  return z.NEVER;
}

/** Text that may not be empty. */
export const text = (max = 5000) => z.string().min(1).max(max);

/** A whole number, sent as text. */
export const integer = ({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.string().transform((raw, context): number => {
    if (!/^-?\d+$/.test(raw)) {
      return refuse(context, `Invalid integer: ${raw}`, { stripe: 'parameter_invalid_integer', plain: true });
    }
    const value = Number(raw);
    if (value < min)
      return refuse(context, `This value must be greater than or equal to ${min}.`, { plain: true });
    if (value > max)
      return refuse(context, `This value must be less than or equal to ${max}.`, { plain: true });
    return value;
  });

/** Unix seconds. */
export const timestamp = () => integer({ min: 0, max: 253_402_300_799 });

/** `true` or `false`, as text. */
export const flag = () =>
  z.string().transform((raw, context): boolean => {
    if (raw === 'true') return true;
    if (raw === 'false') return false;
    return refuse(context, `Invalid boolean: ${raw}`, { plain: true });
  });

/** One of a few words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) => z.enum(values);

/** Empty text unsets the field: it arrives as null. */
export const emptyable = <T extends z.ZodType>(inner: T) =>
  z.preprocess((raw) => (raw === '' ? null : raw), inner.nullable());

/** Metadata as sent: an empty value removes its key, empty metadata removes all keys. */
export const metadata = () =>
  z
    .preprocess(
      (raw) => (raw === '' ? null : raw),
      z.record(z.string().max(40), z.string().max(500)).nullable(),
    )
    .refine((value) => value === null || Object.keys(value).length <= 50, 'at most 50 keys');

/** A nested hash; keys it does not name are refused. */
export const hash = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape);

/** A list; `max` items at most. */
export const list = <T extends z.ZodType>(item: T, max = 100) => z.array(item).max(max);

/** Parameters Stripe knows and this stand-in refuses with a sentence instead of quietly ignoring them. */
export function unmodelled<const K extends string>(
  ...names: K[]
): Record<K, z.ZodOptional<z.ZodType<never>>> {
  const refused = z
    .unknown()
    .transform((_raw, context) =>
      refuse(context, `The sandbox does not model this parameter. Stripe itself does.`, {}),
    ) as unknown as z.ZodType<never>;
  return Object.fromEntries(names.map((name) => [name, refused.optional()])) as Record<
    K,
    z.ZodOptional<z.ZodType<never>>
  >;
}

/** The top level of a call: the named parameters, and `expand` as everywhere. */
export const params = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject({ ...shape, expand: z.array(z.string()).max(50).optional() });

/** Range filters such as `created[gte]=…` or `created=…`. */
export const range = () =>
  z.union([
    timestamp(),
    hash({
      gt: timestamp().optional(),
      gte: timestamp().optional(),
      lt: timestamp().optional(),
      lte: timestamp().optional(),
    }),
  ]);
export type Range = z.infer<ReturnType<typeof range>>;

/** The cursor parameters of every list. */
export const page = {
  limit: integer({ min: 1, max: 100 }).optional(),
  starting_after: text().optional(),
  ending_before: text().optional(),
};

/** Parses a form, or throws the error Stripe gives for its first mistake. */
export function readParams<T extends z.ZodType>(schema: T, form: Form): z.infer<T> {
  const result = schema.safeParse(form);
  if (result.success) return result.data;
  throw toStripe(result.error.issues, form);
}

function toStripe(issues: readonly z.core.$ZodIssue[], form: Form): StripeError {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown?.code === 'unrecognized_keys') {
    const names = unknown.keys.map((key) => paramName([...unknown.path, key]));
    const plural = names.length > 1 ? 'parameters' : 'parameter';
    return badParameter(`Received unknown ${plural}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: names[0],
    });
  }
  const issue = deepest(issues[0]);
  if (!issue) return badParameter('Invalid request.', {});
  const param = paramName(issue.path);
  const raw = issue.path.reduce<unknown>((value, part) => (value as Form | undefined)?.[String(part)], form);
  if (raw === undefined)
    return badParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  const own = issue.code === 'custom' ? (issue.params as StripeIssue | undefined) : undefined;
  if (own)
    return badParameter(own.plain ? issue.message : `${param}: ${issue.message}`, {
      code: own.stripe,
      param,
    });
  if (raw === '') {
    return badParameter(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; ` +
        `however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param },
    );
  }
  return badParameter(`Invalid ${param}: ${describe(issue)}`, { param });
}

/** The most telling issue of a union. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const branches = issue.errors.flat();
  const inner = branches.find((it) => it.path.length > 0) ?? branches[0];
  return inner ? deepest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') {
    const words: Record<string, string> = {
      string: 'a string',
      object: 'a hash',
      array: 'an array',
      record: 'a hash',
    };
    return `must be ${words[issue.expected] ?? issue.expected}`;
  }
  return issue.message;
}
