import { ConfigError } from '@srkit/core';
import { findReleasedModel, findShippedModel } from '@srkit/models';
import * as v from 'valibot';
import { PRESET_NAMES } from '../options';

/** A place below a root, see `Roots`. */
const place = v.pipe(v.string(), v.maxLength(4096), v.regex(/^[a-z][\w-]{0,31}:/i));
const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const number = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const seed = integer(0, 0xffffffff);

/** What every item says. */
const common = {
  version: v.literal(1),
  /** Bytes and time of the input when it was added: a changed one is another item. */
  state: v.tuple([v.pipe(v.number(), v.minValue(0)), v.number()]),
  overwrite: v.boolean(),
};

/** Whether every worker knows a model by this name. */
export const isNamedModel = (name: string): boolean =>
  findShippedModel(name) !== undefined || findReleasedModel(name) !== undefined;

/** A built-in or released model, or the place of a file; absent for the default. */
const model = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(4096),
    v.check(
      (name) => name.includes(':') || isNamedModel(name),
      'expected a built-in or released model, or a file below a root',
    ),
  ),
);

const upscale = v.strictObject({
  ...common,
  command: v.literal('upscale'),
  input: place,
  output: v.pipe(place, v.regex(/\.(png|jpe?g|webp|avif|tiff?)$/i)),
  model,
  outscale: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(64))),
  quality: v.optional(integer(1, 100)),
});

const degrade = v.strictObject({
  ...common,
  command: v.literal('degrade'),
  input: place,
  /** The folder that the samples go into; they are named after the input. */
  output: place,
  /** Folders between the folder that was added and the picture: its samples are drawn from its name with them. */
  below: v.pipe(
    v.string(),
    v.maxLength(4096),
    v.check((path) => path === '' || isPlain(path), 'expected folders'),
  ),
  preset: v.optional(v.picklist(PRESET_NAMES)),
  /** The place of an option file. */
  options: v.optional(v.pipe(place, v.regex(/\.(ya?ml|json)$/i))),
  scale: v.optional(integer(1, 16)),
  crop: v.optional(integer(1, 65_536)),
  seed: v.optional(seed),
  count: v.optional(integer(1, 9999)),
  saveRecipes: v.boolean(),
});

const buildLmr = v.strictObject({
  ...common,
  command: v.literal('build-lmr'),
  scene: v.pipe(v.string(), v.regex(/^(?!\.+$)[\w.-]{1,100}$/)),
  /** The photos. */
  input: place,
  /** The reconstruction, or absent where the photos are matched with each other. */
  sparse: v.optional(place),
  depths: v.optional(place),
  /** The folder of the data set. */
  output: place,
  patches: v.boolean(),
  options: v.strictObject({
    seed: v.optional(seed),
    patch: v.optional(integer(2, 65_536)),
    groupsPerPhoto: v.optional(integer(1, 10_000)),
    fill: v.optional(v.boolean()),
    testShare: v.optional(number(0, 1)),
    scaleRatio: v.optional(v.picklist(['directional', 'inverse', 'median'])),
    minOverlap: v.optional(number(0, 1)),
    minScaleRatio: v.optional(number(0, 1)),
    tolerant: v.optional(v.boolean()),
  }),
});

const evaluate = v.strictObject({
  ...common,
  command: v.literal('eval'),
  /** The name of the data set in tables. */
  dataset: v.pipe(v.string(), v.regex(/^[^=\p{Cc}]{1,100}$/u)),
  /** Its folder. */
  input: place,
  /** The folder of the results. */
  output: place,
  model,
  metrics: v.pipe(v.array(v.picklist(['psnr', 'ssim', 'ms-ssim', 'niqe'])), v.minLength(1), v.maxLength(4)),
  lr: v.picklist(['auto', 'given', 'matlab']),
  channel: v.picklist(['y', 'rgb']),
  crop: v.optional(integer(0, 1024)),
  limit: v.optional(integer(1, 1e9)),
});

function isPlain(path: string): boolean {
  return path.split('/').every((part) => !['', '.', '..'].includes(part) && !/[\0\\]/.test(part));
}

/** What stands in a queue. A queue is a stranger's: nothing else is read. */
const schema = v.variant('command', [upscale, degrade, buildLmr, evaluate]);

export type UpscalePayload = Readonly<v.InferOutput<typeof upscale>>;
export type DegradePayload = Readonly<v.InferOutput<typeof degrade>>;
export type BuildLmrPayload = Readonly<v.InferOutput<typeof buildLmr>>;
export type EvalPayload = Readonly<v.InferOutput<typeof evaluate>>;
export type QueuePayload = UpscalePayload | DegradePayload | BuildLmrPayload | EvalPayload;

/** @throws ConfigError `E_CONFIG_PAYLOAD` that names what is wrong. */
export const parsePayload = (value: unknown): QueuePayload => {
  const { success, issues, output } = v.safeParse(schema, value);
  if (success) return output;
  const [issue] = issues;
  const at = issue.path?.map(({ key }) => String(key)).join('.') ?? 'it';
  throw new ConfigError(
    'E_CONFIG_PAYLOAD',
    `The queue holds something else than work for srkit: ${at.slice(0, 60)}: ${issue.message.slice(0, 200)}. It was left undone.`,
  );
};
